/** The addresses of runs and histograms at other services of CMS. */

/** OMS's report of a run. */
export function omsLink(run: number): string {
  return `https://cmsoms.cern.ch/cms/runs/report?cms_run=${run}`;
}

/** A run in Run Registry. */
export function runRegistryLink(run: number): string {
  return `https://cmsrunregistry.web.cern.ch/offline/workspaces/global?run_number=${run}`;
}

/** A file as the DQM GUI names it. */
export interface GuiFile {
  readonly run: number;
  readonly primaryDataset: string;
  readonly era: string;
  readonly processing: string;
  readonly processingVersion: number;
  readonly tier: string;
}

/** An ME (`Subsystem/Folder/Name`) of a file in the DQM GUI, enlarged. */
export function dqmGuiLink(file: GuiFile, path: string): string {
  const me = path.replace(/^\/+/, '');
  const folder = me.slice(0, Math.max(0, me.lastIndexOf('/')));
  return [
    `https://cmsweb.cern.ch/dqm/offline/start?runnr=${file.run}`,
    `dataset=${encoded(datasetName(file))}`,
    'workspace=Everything',
    `root=${encoded(folder)}`,
    `focus=${encoded(me)}`,
    'zoom=yes',
    '',
  ].join(';');
}

/** The DQM GUI's own picture of an ME. */
export function dqmGuiPicture(file: GuiFile, path: string): string {
  const archivePath = `${file.run}${datasetName(file)}/${path.replace(/^\/+/, '')}`;
  return `https://cmsweb.cern.ch/dqm/offline/plotfairy/archive/${encoded(archivePath)}?w=906;h=600`;
}

function datasetName({ primaryDataset, era, processing, processingVersion, tier }: GuiFile): string {
  return `/${primaryDataset}/${era}-${processing}-v${processingVersion}/${tier}`;
}

/** Encodes all but slashes. The GUI reads an unencoded `+` as a blank. */
function encoded(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}
