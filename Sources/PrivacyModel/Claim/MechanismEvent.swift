/// What a mechanism did, in the terms that a privacy accountant needs; mechanisms state it, accountants read it.
package indirect enum MechanismEvent: Hashable, Sendable {
  /// Gaussian noise with standard deviation `noiseMultiplier` times the ℓ2 sensitivity of what it hides.
  case gaussian(noiseMultiplier: Double)
  /// `event` on a batch that every record joins independently with probability `samplingProbability`.
  case poissonSampled(samplingProbability: Double, MechanismEvent)
  /// `event`, `count` times in sequence, each with knowledge of the outcomes before it.
  case selfComposed(MechanismEvent, count: Int)

  /// DP-SGD with Poisson sampling: `steps` noisy sums of clipped per-example gradients.
  package static func dpSGD(noiseMultiplier: Double, samplingProbability: Double, steps: Int) throws -> MechanismEvent {
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .positive)
    let samplingProbability = try checked(samplingProbability, "samplingProbability", in: .positiveProbability)
    let steps = try checked(steps, "steps", in: 1...Int.max)
    return .selfComposed(
      .poissonSampled(samplingProbability: samplingProbability, .gaussian(noiseMultiplier: noiseMultiplier)),
      count: steps)
  }
}

/// As JSON: an object whose `kind` names the case.
extension MechanismEvent: Codable {
  private enum Kind: String, Codable {
    case gaussian
    case poissonSampled = "poisson-sampled"
    case selfComposed = "self-composed"
  }

  private enum Key: String, CodingKey {
    case kind, noiseMultiplier, samplingProbability, count, event
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .gaussian: self = .gaussian(noiseMultiplier: try container.decode(Double.self, forKey: .noiseMultiplier))
    case .poissonSampled:
      self = .poissonSampled(
        samplingProbability: try container.decode(Double.self, forKey: .samplingProbability),
        try container.decode(MechanismEvent.self, forKey: .event))
    case .selfComposed:
      self = .selfComposed(
        try container.decode(MechanismEvent.self, forKey: .event), count: try container.decode(Int.self, forKey: .count)
      )
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .gaussian(let noiseMultiplier):
      try container.encode(Kind.gaussian, forKey: .kind)
      try container.encode(noiseMultiplier, forKey: .noiseMultiplier)
    case .poissonSampled(let samplingProbability, let event):
      try container.encode(Kind.poissonSampled, forKey: .kind)
      try container.encode(samplingProbability, forKey: .samplingProbability)
      try container.encode(event, forKey: .event)
    case .selfComposed(let event, let count):
      try container.encode(Kind.selfComposed, forKey: .kind)
      try container.encode(event, forKey: .event)
      try container.encode(count, forKey: .count)
    }
  }
}
