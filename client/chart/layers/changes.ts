import { changesOverlay } from '../flags/changes-overlay.ts';

export default changesOverlay('changes', {
  label: 'Changes of field, release, global tag',
  help: 'A hollow flag marks the first run with another magnetic field, software release or global tag; the tooltip of the run has the values before and after.',
  default: true,
  order: -8,
});
