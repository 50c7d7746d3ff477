internal import PrivacyModel

extension DPSGDSpecification {
  /// How a training differs from plain descent on Poisson samples with flat clipping and independent noise: what each
  /// part is called, and what it does.
  var particulars: [[String]] {
    var rows: [[String]] = []
    if clipping.kind != .flat { rows.append(["Clipping", clipping.words]) }
    if noise != .gaussian { rows.append(["Correlation of the noise", noise.words]) }
    if optimiser != .sgd { rows.append(["Optimiser", optimiser.words]) }
    if schedule != .constant { rows.append(["Schedule", schedule.words]) }
    if let augmentation { rows.append(["Augmentation", augmentation.words]) }
    if let averaging { rows.append(["Released parameters", averaging.words]) }
    return rows
  }
}

extension SamplerSpecification {
  var words: String {
    switch self {
    case .poisson: "Poisson sampling"
    case .shuffled(let batchSize): "shuffled batches of \(countText(batchSize))"
    case .fixedSize(let batchSize): "batches of \(countText(batchSize)) drawn without replacement"
    case .ballsAndBins(let batches): "records that each join one of \(countText(batches)) batches of an epoch"
    case .cyclicPoisson(let blocks, let probability):
      "Poisson samples of probability \(exactText(probability)) of \(countText(blocks)) blocks in turn"
    case .fullBatch: "all records in every step"
    }
  }
}

extension ClippingSpecification {
  fileprivate var words: String {
    switch self {
    case .flat: "of the whole gradient"
    case .automatic(_, let stabiliser): "to nearly the clip norm, with stabiliser \(exactText(stabiliser))"
    case .perLayer(_, nil): "of each layer, in equal shares"
    case .perLayer(_, let shares?): "of each layer, in shares \(shares.map(exactText).joined(separator: " : "))"
    case .adaptive(_, let quantile, let rate, let countNoiseMultiplier):
      "at the quantile \(exactText(quantile)), approached at rate \(exactText(rate)) with noise multiplier "
        + "\(exactText(countNoiseMultiplier)) on the count; the clip norm is that of the first step"
    }
  }
}

extension NoiseSpecification {
  fileprivate var words: String {
    switch self {
    case .gaussian: "none"
    case .bandedMatrix(let bands): "a banded matrix of \(countText(bands)) bands"
    case .tree: "a binary tree for each epoch"
    }
  }
}

extension OptimiserSpecification {
  fileprivate var words: String {
    switch self {
    case .sgd: "plain descent"
    case .momentum(let momentum): "momentum \(exactText(momentum))"
    case .nesterov(let momentum): "Nesterov momentum \(exactText(momentum))"
    case .adam(let first, let second, let stabiliser):
      "Adam with decays \(exactText(first)) and \(exactText(second)), stabiliser \(exactText(stabiliser))"
    case .correctedAdam(let first, let second, let floor):
      "Adam with decays \(exactText(first)) and \(exactText(second)), the variance of the noise subtracted down to "
        + exactText(floor)
    }
  }
}

extension ScheduleSpecification {
  fileprivate var words: String {
    let rise = warmUpSteps == 0 ? "" : "\(countText(warmUpSteps)) steps of warm-up, then "
    switch decay {
    case .constant: return rise + "constant"
    case .cosine(let floor): return rise + "a cosine down to \(exactText(floor)) of the peak"
    case .step(let every, let factor): return rise + "times \(exactText(factor)) every \(countText(every)) steps"
    }
  }
}

extension AveragingSpecification {
  fileprivate var words: String {
    switch self {
    case .exponential(let decay): "the exponential mean of decay \(exactText(decay))"
    case .tail(let firstStep): "the mean from step \(countText(firstStep)) on"
    }
  }
}

extension AugmentationSpecification {
  fileprivate var words: String {
    "the mean gradient of \(countText(copies)) copies of each image, shifted by up to \(countText(shift)) pixels"
      + (flips ? " and mirrored half of the time" : "")
  }
}
