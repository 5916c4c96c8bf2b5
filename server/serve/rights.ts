import type { IncomingMessage } from 'node:http';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const forwarding = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Why a request may not change anything; undefined where it may. Until somebody can log in, whoever sits at the machine itself may: a direct
 * connection from it, through no proxy. With a public address everybody seems to come from the machine itself, so nobody may.
 */
export function whyNotChange(request: IncomingMessage, publicUrl: string | undefined): string | undefined {
  if (publicUrl !== undefined)
    return 'this server is public (PUBLIC_URL): changes are made with the hdqm command on its machine';
  if (!loopback.has(request.socket.remoteAddress ?? ''))
    return 'changes are allowed from the machine of the server only';
  const header = forwarding.find((name) => request.headers[name] !== undefined);
  return header === undefined ? undefined : `changes are not allowed through a proxy (header ${header})`;
}
