/** How long a batch id is remembered, to recognise what arrives twice. What people are told of it says the same. */
export const daysAnIdIsKept = 45;
