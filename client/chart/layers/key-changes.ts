import { changesOverlay } from '../flags/changes-overlay.ts';

export default changesOverlay('keys', {
  label: 'Changes of trigger keys, injection scheme',
  help: 'A hollow flag marks the first run with another HLT key, L1 key or injection scheme. Off by default: these change from fill to fill.',
  default: false,
  order: -7,
});
