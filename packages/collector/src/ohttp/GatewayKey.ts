/** A key pair of the gateway. */
export interface GatewayKey {
  /** Names the key in each request: 0 to 255. */
  readonly id: number;
  /** 65 bytes in base64url: an uncompressed point of P-256. */
  readonly publicKey: string;
  /** 32 bytes in base64url. Anyone who has it can read the requests that were sealed with the public key. */
  readonly privateKey: string;
  /**
   * The end of the key, an ISO date and time in UTC: requests that were sealed with it are refused from then on.
   *
   * @defaultValue the key has no end: no newer one was made
   */
  readonly validUntil?: string;
}
