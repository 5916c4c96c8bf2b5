import type { AlarmState } from '../../generated/operations.ts';
import { type CodecValue, fields, integer, oneOf, optional, parameter, text, toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';

/** The states of incidents, in the order of their tabs. */
export const states: readonly AlarmState[] = ['new', 'acknowledged', 'resolved'];

/** Which alarms are shown, in the URL; empty: all. The parameters are not those that mark an old link (app/legacy-link.ts). */
export const filterCodec = fields({
  subsystem: parameter('system', '', text),
  primaryDataset: parameter('dataset', '', text),
  processing: parameter('processing', '', text),
});

export type AlarmFilter = CodecValue<typeof filterCodec>;

/** What the inbox shows, in the URL. */
export const inboxCodec = fields({
  state: parameter<AlarmState>('state', 'new', oneOf(states)),
  filter: filterCodec,
  /** The run of the open incident. */
  incident: parameter('incident', null, optional(integer(1, 2_147_483_647))),
});

export type InboxView = CodecValue<typeof inboxCodec>;

/** New incidents of all alarms, none of them open. */
export const defaultInbox: InboxView = inboxCodec.read(new URLSearchParams());

/** Shows all alarms. */
export const noFilter: AlarmFilter = defaultInbox.filter;

/** How often incidents are reloaded, in ms. */
export const pollMs = 30_000;

export const hasFilter = (filter: AlarmFilter): boolean => Object.values(filter).some((each) => each !== '');

/** The filter as arguments of a query. */
export function filterArguments({ subsystem, primaryDataset, processing }: AlarmFilter) {
  return {
    subsystem: subsystem || null,
    primaryDataset: primaryDataset || null,
    processing: processing || null,
  };
}

/** The address of an incident in the inbox. */
export function incidentLink(view: InboxView, incident: number): string {
  return pageLink('/', toParameters(inboxCodec, { ...view, incident }));
}
