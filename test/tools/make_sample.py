#!/usr/bin/env python3
"""Writes the sample tree of DQM files (test/sample/eos), the data of the services for its runs (test/sample/stand-in), and results of ROOT for
it (test/sample/golden.json).

    pip install root numpy          # real ROOT; users of HDQM need neither
    python test/tools/make_sample.py

All physics is invented. The contents are reproducible by the seed.
"""
import json
import math
import shutil
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import numpy as np  # noqa: E402
import ROOT  # noqa: E402

ROOT.gErrorIgnoreLevel = ROOT.kError
ROOT.TH1.AddDirectory(False)
SAMPLE = Path(__file__).resolve().parent.parent / "sample"
SEED = 20230522

# ------------------------------------------------------------------------------------------------------------------ runs

# fill, era, first run, number of runs, recorded luminosity a run in 1/pb
FILLS = [
    (8691, "Run2023B", 366409, 4, 38.0),
    (8695, "Run2023B", 366451, 5, 52.0),
    (8725, "Run2023C", 367094, 5, 61.0),
    (8736, "Run2023C", 367232, 4, 88.0),
    (8746, "Run2023C", 367406, 6, 74.0),
    (8754, "Run2023C", 367512, 4, 95.0),
    (8880, "Run2023D", 369869, 5, 83.0),
    (8901, "Run2023D", 370293, 5, 90.0),
]
COSMICS = [(366380, 5400), (366890, 7300), (367360, 2100), (368110, 9100), (369640, 6200), (370110, 4800)]


def runs():
    """Returns all runs with their conditions, in order."""
    random = np.random.default_rng(SEED)
    out = []
    for fill, era, first, count, lumi in FILLS:
        for i in range(count):
            number = first + [0, 2, 5, 8, 13, 17][i]
            share = float(random.uniform(0.5, 1.5))
            out.append(dict(number=number, fill=fill, era=era, lumi=lumi * share, seconds=int(5200 * share), cosmics=False, pileup=44 * lumi / 95 * 0.86**i * float(random.uniform(0.97, 1.03))))
    for number, seconds in COSMICS:
        era = "Run2023B" if number < 367000 else "Run2023C" if number < 369000 else "Run2023D"
        out.append(dict(number=number, fill=None, era=era, lumi=0.0, seconds=seconds, cosmics=True, pileup=1.5))
    out.sort(key=lambda r: r["number"])
    short = next(r for r in out if r["number"] == 367414)  # stopped after minutes: few entries everywhere
    short.update(lumi=0.05, seconds=240)
    collisions = [r for r in out if not r["cosmics"]]
    total = 0.0
    for r in out:
        total += r["lumi"]
        r["integrated"] = total
    for i, r in enumerate(collisions):
        r["index"] = i
    for r in out:
        r.setdefault("index", 0)
    return out


RUNS = runs()
TOTAL = RUNS[-1]["integrated"]
STEP = 367232  # the pixel high voltage is raised: charge and efficiency of layer 1 step up
OUTLIER = 367517  # a part of the strip tracker was off
NOISY = 369874  # a fibre of the muon chambers made noise

# ------------------------------------------------------------------------------------------------------------------ histograms


class File:
    """A DQM file being written, and the random numbers of its run."""

    def __init__(self, path, run, dataset, salt):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = ROOT.TFile.Open(f"{path}?reproducible={path.name}", "RECREATE", "", 101)
        self.run = run
        self.random = np.random.default_rng([SEED, run["number"], salt])
        self.folders = {}
        # Datasets have different numbers of tracks; a short run has few entries.
        self.scale = min(1.0, run["seconds"] / 1500) * {"ZeroBias": 1.0, "Muon0": 0.7, "Cosmics": 0.35}[dataset]
        self.age = run["integrated"] / TOTAL  # 0 at the start of the year, 1 at its end
        self.written = {}

    def events(self, mean):
        return int(self.random.poisson(mean * self.scale))

    def write(self, path, thing):
        subsystem, *rest = path.split("/")
        folder = "/".join(["DQMData", f"Run {self.run['number']}", subsystem, "Run summary", *rest[:-1]])
        if folder not in self.folders:
            self.file.mkdir(folder, "", True)
            self.folders[folder] = self.file.GetDirectory(folder)
        self.folders[folder].WriteTObject(thing, thing.GetName())
        self.written[path] = thing

    def th1(self, path, title, bins, low, high, values, weights=None, cls=ROOT.TH1F):
        name = path.split("/")[-1]
        histogram = cls(name, title, bins, low, high)
        values = np.ascontiguousarray(values, dtype=np.float64)
        if len(values):
            weights = np.ones(len(values)) if weights is None else np.ascontiguousarray(weights, dtype=np.float64)
            histogram.FillN(len(values), values, weights)
        self.write(path, histogram)
        return histogram

    def gauss(self, path, title, bins, low, high, mean, sigma, entries):
        return self.th1(path, title, bins, low, high, self.random.normal(mean, sigma, self.events(entries)))

    def landau(self, path, title, bins, low, high, location, width, entries):
        """Landau-like charge: the Moyal distribution has the same rise and a lighter tail."""
        n = self.events(entries)
        values = location + width * (-2 * np.log(np.abs(self.random.normal(0, 1, n)) + 1e-12))
        return self.th1(path, title, bins, low, high, self.random.normal(values, 0.35 * width))

    def profile(self, path, title, bins, low, high, value, spread, entries):
        name = path.split("/")[-1]
        profile = ROOT.TProfile(name, title, bins, low, high)
        n = self.events(entries)
        if n:
            x = np.ascontiguousarray(self.random.uniform(low, high, n))
            y = np.ascontiguousarray(self.random.normal(value(x), spread))
            profile.FillN(n, x, y, np.ones(n))
        self.write(path, profile)

    def profile2d(self, path, title, nx, xlow, xhigh, ny, ylow, yhigh, value, spread, entries):
        profile = ROOT.TProfile2D(path.split("/")[-1], title, nx, xlow, xhigh, ny, ylow, yhigh)
        n = self.events(entries)
        for x, y in zip(self.random.uniform(xlow, xhigh, n), self.random.uniform(ylow, yhigh, n)):
            profile.Fill(x, y, self.random.normal(value, spread))
        self.write(path, profile)

    def map2d(self, path, title, nx, xlow, xhigh, ny, ylow, yhigh, cells):
        histogram = ROOT.TH2F(path.split("/")[-1], title, nx, xlow, xhigh, ny, ylow, yhigh)
        for x, y, content in cells:
            histogram.Fill(x, y, content)
        self.write(path, histogram)

    def efficiency(self, path, title, bins, low, high, value, per_bin):
        """An efficiency with binomial errors, as written by DQM harvesting."""
        name = path.split("/")[-1]
        passed, total = (ROOT.TH1D(f"{name}_{what}", title, bins, low, high) for what in ("num", "den"))
        for i in range(1, bins + 1):
            x = total.GetBinCenter(i)
            n = self.random.poisson(per_bin * self.scale * math.exp(-max(0.0, x - low) / (1.2 * (high - low))))
            k = self.random.binomial(n, min(1.0, max(0.0, value(x))))
            total.SetBinContent(i, n)
            passed.SetBinContent(i, k)
        passed.Sumw2()
        total.Sumw2()
        ratio = passed.Clone(name)
        ratio.SetTitle(title)
        ratio.Divide(passed, total, 1, 1, "B")
        self.write(path, ratio)

    def labelled(self, path, title, counts, bins=None):
        histogram = ROOT.TH1F(path.split("/")[-1], title, bins or len(counts), 0.5, (bins or len(counts)) + 0.5)
        for i, (label, count) in enumerate(counts.items(), 1):
            histogram.GetXaxis().SetBinLabel(i, label)
            histogram.SetBinContent(i, count)
        histogram.SetEntries(sum(counts.values()))
        self.write(path, histogram)

    def text(self, path, text):
        subsystem = path.split("/")[0]
        folder = f"DQMData/Run {self.run['number']}/{subsystem}/Run summary/" + "/".join(path.split("/")[1:])
        self.file.mkdir(folder, "", True)
        self.file.GetDirectory(folder).WriteTObject(ROOT.TObjString(text), text)

    def close(self):
        self.file.Close()


def turn_on(at, width, plateau):
    return lambda x: plateau * 0.5 * (1 + math.erf((x - at) / (math.sqrt(2) * width)))


def tracker(f, dead):
    n = f.run["number"]
    base = "Tracking/TrackParameters/highPurityTracks/pt_1/"
    # Luminosity and pile-up decrease during a fill.
    pileup = f.run["pileup"]
    f.gauss(base + "GeneralProperties/NumberOfTracks_GenTk", "Number of tracks;tracks per event;events", 100, 0, 2000, 18 * pileup, 6 * pileup, 900)
    f.th1(base + "GeneralProperties/TrackPt_ImpactPoint_GenTk", "Track p_{T};p_{T} [GeV];tracks", 80, 0, 40, 1 + f.random.exponential(1.35, f.events(2500)))
    f.gauss(base + "HitProperties/NumberOfRecHitsPerTrack_GenTk", "Hits per track;hits;tracks", 40, -0.5, 39.5, 15.9 - 0.35 * f.age - 1.9 * dead, 3.6, 2500)
    f.gauss(base + "HitProperties/Pixel/NumberOfRecHitsPerTrack_Pixel_GenTk", "Pixel hits per track;hits;tracks", 10, -0.5, 9.5, 3.7 - 0.25 * f.age + 0.12 * (n >= STEP), 0.8, 2500)
    f.gauss(base + "HitProperties/Strip/NumberOfRecHitsPerTrack_Strip_GenTk", "Strip hits per track;hits;tracks", 40, -0.5, 39.5, 12.2 - 0.1 * f.age - 1.9 * dead, 3.2, 2500)
    shift = 0.8 * math.sin(2.2 * f.age * math.pi)
    for what, low, high in (("Phi", -math.pi, math.pi), ("Eta", -2.5, 2.5)):
        f.profile(f"OfflinePV/Alignment/dxyVs{what}_pt1", f"d_{{xy}} against {what.lower()};{what.lower()};d_{{xy}} [#mum]", 24, low, high, lambda x: shift + 0.6 * np.sin(x), 18, 6000)
        f.profile(f"OfflinePV/Alignment/dzVs{what}_pt1", f"d_{{z}} against {what.lower()};{what.lower()};d_{{z}} [#mum]", 24, low, high, lambda x: 2 * shift + 1.1 * np.cos(x), 30, 6000)


def pixel(f):
    n = f.run["number"]
    high_voltage = n >= STEP
    for layer in range(1, 5):
        drop = [0.22, 0.10, 0.06, 0.05][layer - 1] * f.age
        charge = 20500 * (1 - drop) * (1.11 if high_voltage and layer == 1 else 1)
        f.landau(f"PixelPhase1/Tracks/PXBarrel/charge_PXLayer_{layer}", f"Cluster charge, layer {layer};charge [electrons];clusters", 100, 0, 80000, charge, 2600, 3000)
        valid = 2400 * f.scale * (0.985 - 0.02 * f.age * (layer == 1) + 0.01 * high_voltage * (layer == 1))
        for what, mean, entries in (("valid", 3.1, valid), ("missing", 0.045 + 0.06 * f.age * (layer == 1) - 0.02 * high_voltage * (layer == 1), 2400 * f.scale)):
            f.th1(f"PixelPhase1/Tracks/PXBarrel/num_{what}_PXLayer_{layer}", f"{what} hits, layer {layer};hits;events", 20, -0.5, 19.5, f.random.poisson(mean, int(entries)))
        f.gauss(f"PixelPhase1/Tracks/PXBarrel/residual_x_PXLayer_{layer}", f"Residuals in x, layer {layer};residual [#mum];hits", 100, -150, 150, 0.6 * layer * math.cos(5 * f.age), 24 + 2 * layer + 5 * f.age, 1800)
    f.gauss("PixelPhase1/Phase1_MechanicalView/num_digis_PXBarrel", "Digis per event;digis;events", 100, 0, 60000, 700 * f.run["pileup"], 5200, 700)
    f.gauss("PixelPhase1/Phase1_MechanicalView/adc_PXBarrel", "ADC;ADC counts;digis", 100, 0, 256, 102 - 9 * f.age, 38, 2500)
    f.gauss("PixelPhase1/Phase1_MechanicalView/adc_PXForward", "ADC;ADC counts;digis", 100, 0, 256, 96 - 6 * f.age, 35, 2500)
    roc = {f"layer {i}": int(v) for i, v in zip(range(1, 5), f.random.poisson([18 + 30 * f.age, 22, 30, 41]))}
    f.labelled("PixelPhase1/deadRocTotal", "Dead readout chips;layer;chips", {**roc, "ring 1": int(f.random.poisson(9)), "ring 2": int(f.random.poisson(15))})
    f.profile2d("PixelPhase1/num_feddigistrend_per_LumiBlock_per_FED", "Digis per readout board;lumisection;FED", 10, 0, 100, 8, 0, 8, 80 + 12 * f.run["pileup"], 90, 1500)


def strips(f, dead):
    for part, name, noise in (("TIB", "TIB__TIB", 0), ("TOB", "TOB__TOB", 1), ("TEC/PLUS", "TEC__PLUS", 2), ("TEC/MINUS", "TEC__MINUS", 3)):
        suffix = part.replace("/", "__")
        location = (3150 - 190 * f.age) * (1 - 0.25 * dead * (part == "TOB"))
        f.landau(f"SiStrip/MechanicalView/{part}/Summary_ClusterChargePerCMfromTrack__{suffix}", f"Cluster charge per cm, {part};charge per cm [ADC];clusters", 100, 0, 9000, location + 40 * noise, 330, 3000)
    for wheel in range(1, 4):
        f.gauss(f"SiStrip/MechanicalView/TEC/MINUS/wheel_{wheel}/Summary_ClusterNoise__OnTrack__TEC__MINUS__wheel__{wheel}", f"Cluster noise, wheel {wheel};noise [ADC];clusters", 80, 0, 12, 4.6 + 0.3 * f.age + 0.1 * wheel, 0.9, 1500)
    n = f.random.poisson(260 + 900 * dead)
    f.th1("SiStrip/ReadoutView/FED/nFEDErrors", "FEDs with errors;FEDs;events", 60, 0, 60, f.random.exponential(4 + 22 * dead, int(n)))
    bad = [(x + 0.5, 9.5, v) for x, v in ((1, 920), (2, 610), (3, 1480), (4, 1510), (5, 2300 + 64000 * dead))]
    f.map2d("SiStrip/EventInfo/BadComponentContents/BadStripMap", "Bad strips;partition;total", 6, 0, 6, 10, 0, 10, bad)


def muons(f):
    noisy = f.run["number"] == NOISY
    f.gauss("Muons/MuonRecoAnalyzer/Res_TkSta_oneOverpt", "1/p_{T} resolution;#Delta(1/p_{T});muons", 80, -1, 1, 0.012 * math.sin(4 * f.age), 0.16, 1500)
    f.gauss("Muons/MuonRecoAnalyzer/Res_TkSta_phi", "#phi resolution;#Delta#phi;muons", 80, -0.1, 0.1, 0.0005, 0.012, 1500)
    f.gauss("CSC/CSCOfflineMonitor/Segments/hSnSegments", "Segments per event;segments;events", 40, -0.5, 39.5, 6.2 + 9 * noisy, 2.4, 1500)
    f.gauss("CSC/CSCOfflineMonitor/Resolution/hSResidm11a", "Residuals ME-1/1a;residual [strips];hits", 80, -0.5, 0.5, 0, 0.051 + 0.004 * f.age, 1500)
    f.gauss("DT/02-Segments/00-MeanRes/MeanDistr", "Means of residuals;mean [cm];chambers", 100, -0.05, 0.05, 0.0006 * f.age, 0.0052, 250)
    f.gauss("DT/02-Segments/00-MeanRes/MeanDistr_Phi", "Means of residuals in #phi;mean [cm];chambers", 100, -0.05, 0.05, 0.0004, 0.004, 250)
    for wheel in (-2, -1, 0, 1, 2):
        f.gauss(f"RPC/Muon/SummaryHistograms/BxDistribution_Wheel_{wheel}", f"Bunch crossing, wheel {wheel};bx;hits", 11, -5.5, 5.5, 0.02 * wheel + 0.3 * noisy, 0.55, 1200)
    f.efficiency("GEM/GEMEfficiency/StandaloneMuon/Efficiency/eff_muon_eta_ge+11_odd", "Efficiency;|#eta|;efficiency", 20, 1.5, 2.2, lambda x: 0.93 - 0.03 * f.age, 260)


def calorimeters(f):
    for part, offset in (("HBP", 0.0), ("HBM", 0.3), ("HEP", -0.4), ("HEM", 0.1)):
        f.gauss(f"Hcal/DigiTask/LETDCTime/SubdetPM/{part}", f"TDC time, {part};time [ns];digis", 75, -2, 73, 12 + offset + 1.4 * f.age * (part.startswith("HE")), 2.2, 1500)
    fractions = {"CHFrac": 0.62, "NHFrac": 0.10, "PhFrac": 0.26}
    for what, mean in fractions.items():
        for region in ("Barrel", "EndCap"):
            f.gauss(f"JetMET/Jet/Cleanedak4PFJetsCHS/{what}_lowPt_{region}", f"{what}, low p_{{T}}, {region};fraction;jets", 50, 0, 1, mean * (1 - 0.02 * f.age * (what == "CHFrac")), 0.07, 1200)


def triggers(f):
    for threshold in (15, 25):
        f.efficiency(f"L1T/L1TObjects/L1TMuon/L1TriggerVsReco/eff_pt_{threshold}_etaMin0_etaMax0p83_qualDouble", f"Efficiency, threshold {threshold} GeV;p_{{T}} [GeV];efficiency", 40, 0, 60, turn_on(threshold + 0.9 * f.age, 2.2, 0.94 - 0.04 * (f.run["number"] >= 369869)), 1200)
        f.efficiency(f"L1T/L1TObjects/L1TMuon/L1TriggerVsReco/eff_eta_{threshold}_qualSingle", f"Efficiency, threshold {threshold} GeV;#eta;efficiency", 24, -2.4, 2.4, lambda x: 0.93 - 0.02 * (f.run["number"] >= 369869), 400)
    f.efficiency("L1T/L1TObjects/L1TEGamma/L1TriggerVsReco/efficiencyElectronET_EB_threshold_36", "Efficiency, threshold 36 GeV;E_{T} [GeV];efficiency", 40, 0, 100, turn_on(37.5, 4, 0.985), 1200)
    errors = {"siStripDigis": f.random.poisson(3), "initialStepSeeds": f.random.poisson(25 + 12 * f.age), "hltGctDigis": f.random.poisson(1)}
    f.labelled("MessageLogger/Errors/modules_errors", "Errors by module;module;errors", {k: int(v) for k, v in errors.items()}, bins=5)
    f.th1("MessageLogger/Errors/total_errors", "Errors per event;errors;events", 20, -0.5, 19.5, f.random.poisson(0.1, f.events(4000)))


def scalars(f):
    for subsystem, good in (("Tracking", 0.98), ("PixelPhase1", 0.96), ("SiStrip", 0.99), ("L1T", 1.0)):
        f.text(f"{subsystem}/EventInfo", f"<reportSummary>f={good - 0.02 * f.age:.5f}</reportSummary>")
        f.text(f"{subsystem}/EventInfo", f"<iRun>i={f.run['number']}</iRun>")
    status = 100 if f.run["number"] != OUTLIER else 300
    f.text("SiStrip/MechanicalView", f"<Summary.MeanWithinExpected>qr=st:{status}:{0.97 if status == 100 else 0.41}:MeanWithinExpected:mean of the charge</Summary.MeanWithinExpected>")


def write_file(run, dataset, processing, version=1, file_version=1, salt=0, leave_out=(), brighter=1.0, empty=()):
    folder = SAMPLE / "eos" / "Run2023" / dataset / f"{run['number'] // 100:07d}xx"
    path = folder / f"DQM_V{file_version:04d}_R{run['number']:09d}__{dataset}__{run['era']}-{processing}-v{version}__DQMIO.root"
    f = File(path, run, dataset, salt)
    f.scale *= brighter
    if leave_out or empty:
        whole = f.write

        def write(me, thing):
            if any(part in me for part in leave_out):
                return
            if any(part in me for part in empty):
                thing.Reset()
            whole(me, thing)

        f.write = write
    dead = float(run["number"] == OUTLIER)
    tracker(f, dead)
    strips(f, dead)
    muons(f)
    if not run["cosmics"]:
        pixel(f)
        calorimeters(f)
        triggers(f)
    scalars(f)
    f.close()
    return path


# ------------------------------------------------------------------------------------------------------------------ output


def write_tree():
    shutil.rmtree(SAMPLE / "eos", ignore_errors=True)
    collisions = [r for r in RUNS if not r["cosmics"]]
    missing = {367237: ("charge_PXLayer_2",), 370298: ("hSnSegments",)}
    for run in collisions:
        write_file(run, "ZeroBias", "PromptReco", salt=1, leave_out=missing.get(run["number"], ()), empty=("BxDistribution_Wheel_0",) if run["number"] == 367520 else ())
    for run in collisions[::2]:
        write_file(run, "Muon0", "PromptReco", salt=2)
    for run in [r for r in collisions if r["era"] != "Run2023D"][:14:2]:
        write_file(run, "ZeroBias", "19Dec2023", salt=3, brighter=1.2)
    for run in [r for r in RUNS if r["cosmics"]]:
        write_file(run, "Cosmics", "PromptReco", salt=4)
    # A newer version of a file, with more statistics; and the problems of a real tree.
    again = next(r for r in collisions if r["number"] == 367408)
    write_file(again, "ZeroBias", "PromptReco", file_version=2, salt=5, brighter=1.5)
    broken = next(r for r in collisions if r["number"] == 370306)
    path = next((SAMPLE / "eos/Run2023/Muon0").rglob(f"*R{broken['number']:09d}*"), None) or write_file(broken, "Muon0", "PromptReco", salt=2)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    (path.parent / "DQM_V0001_R000370310_Muon0_incomplete_name__DQMIO.root").write_text("moved by hand\n")


LUMISECTION = 23.31  # s
OFF_BEFORE = 0.04  # share of a run until the high voltage of the tracker is on


def flags(r):
    """Returns Run Registry's flags of a run: numbers of lumisections by status, with comments and causes, by column."""
    total = round(r["seconds"] / LUMISECTION)
    standby = 0 if r["cosmics"] else math.ceil(OFF_BEFORE * total)

    def column(comment="", cause="", **statuses):
        texts = {"comments": [comment] if comment else [], "causes": [cause] if cause else []}
        return {"EMPTY": 0, **{status: n for status, n in statuses.items() if n > 0}, **texts}

    tracker = {"GOOD": total - standby, "STANDBY": standby}
    if r["number"] >= 370293:
        tracker = {"NOTSET": total}  # not certified yet
    out = {name: column(GOOD=total) for name in ("cms-cms", "csc-csc", "dt-dt", "gem-gem", "hcal-hcal", "l1t-l1tcalo", "l1t-l1tmu", "rpc-rpc")}
    out["tracker-pixel"] = column(**tracker)
    out["tracker-strip"] = column(**tracker)
    if r["number"] == OUTLIER:
        bad = round(0.7 * total)
        out["tracker-strip"] = column("TIB- layer 2 off, power group 3", "Power", BAD=bad, GOOD=total - bad - standby, STANDBY=standby)
    if r["number"] == NOISY:
        out["csc-csc"] = column("noisy fibre in ME-1/1", "Hardware", BAD=total)
    if r["cosmics"]:
        out["l1t-l1tcalo"] = column(EXCLUDED=total)
        out["gem-gem"] = column(STANDBY=total)
    if r["number"] == 367414:
        out = {name: {**column(), "EMPTY": total} for name in out}
    return out


def write_services():
    folder = SAMPLE / "stand-in"
    folder.mkdir(parents=True, exist_ok=True)
    start = 1684100000
    oms, registry = [], []
    for r in RUNS:
        begin = start + (r["number"] - 366000) * 900
        stamp = lambda t: np.datetime_as_string(np.datetime64(int(t), "s")) + "Z"  # noqa: E731
        attributes = {
            "run_number": r["number"], "start_time": stamp(begin), "end_time": stamp(begin + r["seconds"]), "duration": r["seconds"],
            "last_lumisection_number": round(r["seconds"] / LUMISECTION), "fill_number": r["fill"], "fill_type_runtime": "COSMICS" if r["cosmics"] else "PROTONS", "stable_beam": not r["cosmics"],
            "b_field": 3.8, "energy": 0 if r["cosmics"] else 6800, "delivered_lumi": None if r["cosmics"] else round(r["lumi"] * 1.04, 4),
            "recorded_lumi": None if r["cosmics"] else round(r["lumi"], 4), "end_lumi": None if r["cosmics"] else 1.2e4,
            "init_lumi": None if r["cosmics"] else 1.9e4, "initial_prescale_index": 0 if r["cosmics"] else 2,
            "l1_key": "l1_trg_cosmics2023/v58" if r["cosmics"] else "l1_trg_collisions2023/v142",
            "hlt_key": "/cdaq/cosmic/commissioning2023/v2.2.0" if r["cosmics"] else "/cdaq/physics/Run2023/2e34/v1.2.3",
            "l1_rate": 21000.0 if r["cosmics"] else 98500.0, "hlt_physics_rate": 380.0 if r["cosmics"] else 1720.0,
        }
        if r["number"] == 366456:
            attributes["hlt_key"] = "/cdaq/special/2023/VdM/v1"
        units = {"recorded_lumi": {"units": "pb^{-1}"}, "delivered_lumi": {"units": "pb^{-1}"}}
        oms.append({"id": str(r["number"]), "type": "runs", "attributes": attributes, "meta": {"row": units}})
        if r["number"] == 370110:
            continue  # not in Run Registry
        kind = "Cosmics23" if r["cosmics"] else "Collisions23"
        registry.append({
            "run_number": r["number"],
            "oms_attributes": {"hlt_key": attributes["hlt_key"], "duration": r["seconds"], "last_lumisection_number": attributes["last_lumisection_number"], "recorded_lumi": r["lumi"], "energy": attributes["energy"]},
            "rr_attributes": {"class": "Commissioning23" if r["number"] == 366411 else kind, "state": "OPEN", "significant": r["number"] != 366411, "stop_reason": ""},
            "DatasetTripletCache": {"triplet_summary": flags(r)},
        })
    (folder / "oms-runs.json").write_text(json.dumps({"data": oms}, indent=1) + "\n")
    fills = {r["fill"]: r["era"] for r in RUNS if r["fill"] is not None}
    rows = [{"id": str(n), "type": "fills", "attributes": {"fill_number": n, "era": era, "injection_scheme": "25ns_2452b_2440_1909_1943_248bpi_12inj",
        "bunches_colliding": 2440 if i else 1805, "peak_pileup": round(52 + 1.5 * i, 1) if i else 41.5}} for i, (n, era) in enumerate(sorted(fills.items()))]
    (folder / "oms-fills.json").write_text(json.dumps({"data": rows}, indent=1) + "\n")
    (folder / "run-registry.json").write_text(json.dumps({"runs": registry, "pages": 1, "count": len(registry)}, indent=1) + "\n")


def write_golden():
    """Writes results of ROOT for some MEs of each file of ZeroBias prompt."""
    wanted = {
        "NumberOfTrack_mean": ("Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk", lambda h: (h.GetMean(), h.GetMeanError())),
        "Residual_Width_me-11a": ("CSC/CSCOfflineMonitor/Resolution/hSResidm11a", lambda h: (h.GetStdDev(), h.GetStdDevError())),
        "NErr_FED_count": ("SiStrip/ReadoutView/FED/nFEDErrors", lambda h: (h.GetEntries(), 0.0)),
        "averageFEDDigisOccupancy_v2": ("PixelPhase1/num_feddigistrend_per_LumiBlock_per_FED", lambda h: (h.GetMean(3), h.GetMeanError(3))),
        "deadROC_BPix_L1": ("PixelPhase1/deadRocTotal", lambda h: (100 * h.GetBinContent(1) / 1536, 0.0)),
    }
    points = []
    for path in sorted((SAMPLE / "eos/Run2023/ZeroBias").rglob("*PromptReco*.root")):
        run = int(path.name.split("_R")[1][:9])
        if run == 367408 and "V0001" in path.name:
            continue  # superseded
        file = ROOT.TFile.Open(str(path))
        for config, (me, of) in wanted.items():
            subsystem, *rest = me.split("/")
            h = file.Get("/".join(["DQMData", f"Run {run}", subsystem, "Run summary", *rest]))
            if not h:
                continue
            value, error = of(h)
            points.append({"config": config, "run": run, "value": value, "error": error, "entries": h.GetEntries()})
        file.Close()
    text = ",\n".join(json.dumps(p) for p in points)
    (SAMPLE / "golden.json").write_text(f'{{"root": "{ROOT.gROOT.GetVersion()}", "primaryDataset": "ZeroBias", "processing": "PromptReco", "points": [\n{text}\n]}}\n')


if __name__ == "__main__":
    write_tree()
    write_services()
    write_golden()
    files = list((SAMPLE / "eos").rglob("*.root"))
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB", file=sys.stderr)
