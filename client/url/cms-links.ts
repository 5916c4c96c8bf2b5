/** The addresses of runs and histograms at other services of CMS. */

/** OMS's report of a run. */
export function omsLink(run: number): string {
  return `https://cmsoms.cern.ch/cms/runs/report?cms_run=${run}`;
}

/** A run in Run Registry. */
export function runRegistryLink(run: number): string {
  return `https://cmsrunregistry.web.cern.ch/offline/workspaces/global?run_number=${run}`;
}

/** A run in DIALS, the monitoring of lumisections. */
export function dialsLink(run: number): string {
  return `https://cmsdials.web.cern.ch/runs/${run}`;
}

/** A run in CertHelper, with which tracker shifters certify. */
export function certHelperLink(run: number): string {
  return `https://certhelper.web.cern.ch/certify/${run}/`;
}

/** The datasets of a run in the new DQM GUI; of a file, its folders. */
export function newDqmGuiLink(run: number, file?: GuiFile): string {
  const parameters = file
    ? { dataset_name: datasetName(file), run_number: String(run) }
    : { search_run_number: String(run), search_dataset_name: '' };
  return `https://dqm-gui.web.cern.ch/?${new URLSearchParams(parameters).toString()}`;
}

/** A DQM file of a run. */
export interface GuiFile {
  readonly run: number;
  /** Below EOS_ROOT. */
  readonly path: string;
}

/** An ME (`Subsystem/Folder/Name`) of a file in the DQM GUI, enlarged. */
export function dqmGuiLink(file: GuiFile, mePath: string): string {
  const me = mePath.replace(/^\/+/, '');
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
export function dqmGuiPicture(file: GuiFile, mePath: string): string {
  const archivePath = `${file.run}${datasetName(file)}/${mePath.replace(/^\/+/, '')}`;
  return `https://cmsweb.cern.ch/dqm/offline/plotfairy/archive/${encoded(archivePath)}?w=906;h=600`;
}

/** The dataset of a file in the DQM GUI: as its name has it, since not every name ends with a version. */
function datasetName({ path }: GuiFile): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.root$/, '');
  return name.replace(/^DQM_V\d+_R\d+/, '').replaceAll('__', '/');
}

/** Encodes all but slashes. The GUI reads an unencoded `+` as a blank. */
function encoded(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}
