/**
 * An Oblivious HTTP relay: forwards encrypted requests to one gateway, without the sender's address and headers. `env.GATEWAY` is
 * its URL, such as `https://telemetry.example.com/.well-known/ohttp-gateway`.
 *
 * At Cloudflare, the gateway must be behind Cloudflare too, in another zone: to any other server, Cloudflare itself adds the
 * header CF-Connecting-IP with the sender's address.
 */
export default {
  async fetch(request, env) {
    const headers = new Headers({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
    if (request.method !== 'POST') return new Response(null, { status: 405, headers });
    const body = await request.arrayBuffer();
    const answer = await fetch(env.GATEWAY, { method: 'POST', headers: { 'Content-Type': 'message/ohttp-req' }, body });
    for (const name of ['Content-Type', 'Retry-After']) {
      if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
    }
    return new Response(answer.body, { status: answer.status, headers });
  },
};
