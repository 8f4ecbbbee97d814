/** The columns of a row, in the order of its key. */
export const columns = 'date, version, os, signal, bucket, count, reports';
