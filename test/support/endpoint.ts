/** Where the apps of the tests send. */
export const endpoint = 'https://telemetry.example.com/v1/metrics';

/** The name of the database that an app of this name has for an endpoint. */
export const scopeOf = (name = 'turntally', of: string = endpoint): string => `${name}@${new URL(of).origin}`;
