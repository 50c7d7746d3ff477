internal import PrivacyModel

/// The keys of the outermost level.
let rootKeys = ["name", "seed", "data", "mechanism", "canary", "threat", "attack", "game", "claim", "evidence"]

/// The keys of the outermost level of a training.
let trainRootKeys = ["name", "seed", "data", "test", "mechanism", "budget"]

/// The keys of each section, whatever its kind.
let sectionKeys: [(section: String, keys: [String])] = [
  ("mechanism", MechanismSpecification.Kind.allKeys),
  ("mechanism.model", ModelSpecification.Kind.allKeys),
  ("mechanism.sampler", SamplerSpecification.Kind.allKeys),
  ("mechanism.clipping", ClippingSpecification.Kind.allKeys),
  ("mechanism.noise", NoiseChoice.allKeys),
  ("mechanism.optimiser", OptimiserSpecification.Kind.allKeys),
  ("mechanism.schedule", ScheduleSpecification.Kind.allKeys),
  ("mechanism.averaging", AveragingSpecification.Kind.allKeys),
  ("mechanism.augmentation", augmentationKeys),
  ("data", DataSpecification.Format.allKeys),
  ("canary", CanarySpecification.Kind.allKeys),
  ("threat", threatKeys),
  ("attack", AttackSpecification.Kind.allKeys),
  ("game", gameKeys),
  ("claim", claimKeys),
  ("evidence", evidenceKeys),
]

/// Words of other libraries for keys of ours.
let synonyms = [
  "sigma": "noiseMultiplier", "noiseScale": "noiseMultiplier",
  "maxGradNorm": "clipNorm", "max_grad_norm": "clipNorm", "l2_norm_clip": "clipNorm", "clip": "clipNorm",
  "sampleRate": "samplingProbability", "sample_rate": "samplingProbability", "samplingRate": "samplingProbability",
  "iterations": "steps", "lr": "learningRate", "hiddenLayers": "hiddenUnits", "layers": "hiddenUnits",
  "path": "file", "paths": "files", "limit": "examples", "size": "examples", "trials": "trialsPerWorld",
  "alpha": "significance", "failureProbability": "significance", "neighbouring": "adjacency", "sensitivity": "bound",
]

/// Words of other libraries for keys of events.
let eventSynonyms = [
  "sigma": "noiseMultiplier", "noise": "noiseMultiplier", "b": "noiseMultiplier", "q": "samplingProbability",
  "sampleRate": "samplingProbability", "sample_rate": "samplingProbability", "samplingRate": "samplingProbability",
  "steps": "count", "iterations": "count", "times": "count", "datasetSize": "populationSize", "n": "populationSize",
  "records": "populationSize",
]
