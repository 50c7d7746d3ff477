package import PrivacyModel

extension Verdict {
  var word: String {
    switch self {
    case .refuted: "Refuted"
    case .consistent: "Consistent"
    case .inconclusive: "Inconclusive"
    }
  }

  /// The verdict in half a sentence.
  var gist: String {
    switch self {
    case .refuted: "the mechanism leaks more than it claims"
    case .consistent(let power):
      "no leak beyond the claim was found"
        + (power.detectableEpsilon.map {
          "; a perfect attack on ε ≥ \(upper($0)) would have shown one with probability \(lower(power.power))"
        } ?? "")
    case .inconclusive(let reason): clause(reason)
    }
  }
}

extension AccountingMethod {
  /// The method in words fit for a report.
  package var words: String {
    switch self {
    case .closedForm: "exact trade-off"
    case .dominatingMechanism: "bound by a mechanism that is no more private"
    case .lossDistribution: "privacy loss distribution, rounded outwards"
    case .contour: "contour integral"
    case .renyi: "Rényi differential privacy, optimal conversion of one order"
    case .momentsAccountant: "moments accountant"
    case .centralLimit: "central limit"
    }
  }
}

extension PrivacyClaim.Source {
  var words: String {
    switch self {
    case .accountant: "computed by the accountant"
    case .stated: "stated in the specification"
    }
  }
}

extension EvidenceLabel {
  var word: String {
    switch self {
    case .exact: "exact"
    case .asymptotic: "asymptotic"
    case .bayesian: "Bayesian"
    case .assumption: "resting on an assumption"
    }
  }

  var meaning: String {
    switch self {
    case .exact: "it holds in finite samples, without further assumptions"
    case .asymptotic: "it holds as the number of trials grows"
    case .bayesian: "it is a credible statement under a prior"
    case .assumption: "it holds only under the assumption that its method names"
    }
  }
}

extension Adjacency {
  var meaning: String {
    switch self {
    case .addOrRemove: "neighbours differ by the presence of one record"
    case .replaceOne: "neighbours differ in the value of one record"
    case .zeroOut: "neighbours differ in one record, which one of them replaces by a blank"
    }
  }
}

extension MechanismEvent {
  /// The event in words fit for a report.
  package var words: String {
    switch self {
    case .gaussian(let noiseMultiplier): "Gaussian noise of multiplier \(exactText(noiseMultiplier))"
    case .laplace(let noiseMultiplier): "Laplace noise of multiplier \(exactText(noiseMultiplier))"
    case .discreteGaussian(let standardDeviation, let sensitivity):
      "discrete Gaussian noise of parameter \(exactText(standardDeviation)) at sensitivity \(countText(sensitivity))"
    case .discreteLaplace(let scale, let sensitivity):
      "discrete Laplace noise of scale \(exactText(scale)) at sensitivity \(countText(sensitivity))"
    case .randomisedResponse(let randomAnswerProbability, let categories):
      "randomised response over \(countText(categories)) categories, at random with probability "
        + exactText(randomAnswerProbability)
    case .approximateDP(let epsilon, let delta): "a (\(exactText(epsilon)), \(exactText(delta)))-DP mechanism"
    case .zeroConcentratedDP(let rho): "a \(exactText(rho))-zCDP mechanism"
    case .poissonSampled(1, let event): event.words
    case .poissonSampled(let samplingProbability, let event):
      "\(event.words) on a Poisson sample of probability \(exactText(samplingProbability))"
    case .sampledWithoutReplacement(let batchSize, let populationSize, let event):
      "\(event.words) on a sample of \(countText(batchSize)) of \(countText(populationSize)) records without "
        + "replacement"
    case .shuffled(let batches, let event):
      "\(event.words) on each of \(countText(batches)) shuffled batches, counted as one on all records"
    case .ballsAndBins(let batches, let event):
      "\(event.words) on each of \(countText(batches)) batches that every record joins one of at random, counted as one "
        + "on all records"
    case .dominated(let event): "a mechanism no less private than \(event.words)"
    case .composed(let events): events.map(\.words).joined(separator: "; then ")
    case .selfComposed(let event, let count):
      event.words + (count == 1 ? "" : ", \(countText(count)) times in sequence")
    }
  }
}

/// Rounded towards +∞.
func upper(_ value: Double) -> String { decimalText(value, rounding: .up) }

/// Rounded towards −∞.
func lower(_ value: Double) -> String { decimalText(value, rounding: .down) }

/// A reason without the full stop that the sentence around it brings.
func clause(_ reason: String) -> String {
  var reason = reason[...]
  while let last = reason.last, last == "." || last.isWhitespace { reason.removeLast() }
  return String(reason)
}
