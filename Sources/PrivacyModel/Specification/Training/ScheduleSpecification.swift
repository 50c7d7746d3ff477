/// How the learning rate changes from step to step; its peak is given apart.
package struct ScheduleSpecification: Hashable, Sendable {
  package enum Decay: Hashable, Sendable {
    case constant
    /// Half a wave down to `floor` times the peak at the last step.
    case cosine(floor: Double)
    /// Multiplied by `factor` after every so many steps.
    case step(every: Int, factor: Double)
  }

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case constant, cosine, step
  }

  package let decay: Decay
  /// Steps of a straight rise to the peak.
  package let warmUpSteps: Int

  package init(_ decay: Decay, warmUpSteps: Int = 0) { (self.decay, self.warmUpSteps) = (decay, warmUpSteps) }

  package static let constant = ScheduleSpecification(.constant)

  package var kind: Kind {
    switch decay {
    case .constant: .constant
    case .cosine: .cosine
    case .step: .step
    }
  }

  /// Itself, when its values are in range for a training of so many steps.
  func checked(steps: Int) throws -> ScheduleSpecification {
    _ = try PrivacyModel.checked(warmUpSteps, "schedule.warmUpSteps", in: 0...steps - 1)
    switch decay {
    case .constant: break
    case .cosine(let floor): _ = try PrivacyModel.checked(floor, "schedule.floor", in: .unitInterval)
    case .step(let every, let factor):
      _ = try PrivacyModel.checked(every, "schedule.every", in: 1...Int(UInt32.max))
      _ = try PrivacyModel.checked(factor, "schedule.factor", in: .positiveProbability)
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension ScheduleSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, warmUpSteps, floor, every, factor
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    warmUpSteps = try container.decode(Int.self, forKey: .warmUpSteps)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .constant: decay = .constant
    case .cosine: decay = .cosine(floor: try container.decode(Double.self, forKey: .floor))
    case .step:
      decay = .step(
        every: try container.decode(Int.self, forKey: .every),
        factor: try container.decode(Double.self, forKey: .factor))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(warmUpSteps, forKey: .warmUpSteps)
    switch decay {
    case .constant: break
    case .cosine(let floor): try container.encode(floor, forKey: .floor)
    case .step(let every, let factor):
      try container.encode(every, forKey: .every)
      try container.encode(factor, forKey: .factor)
    }
  }
}
