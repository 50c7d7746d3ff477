/// A classical mechanism on the answers to a few queries.
package struct QuerySpecification: Hashable, Sendable {
  package let algorithm: Algorithm
  /// The true answers without the candidate.
  package let answers: [Double]
  /// The most that one record adds to the answers: in ℓ1 norm under Laplace noise, in ℓ2 norm under Gaussian noise, and to
  /// any one of them else.
  package let sensitivity: Double
  /// What it claims to keep.
  package let epsilon: Double
  package let fault: QueryFault?

  package enum Algorithm: Hashable, Sendable {
    /// The answers on a grid with discrete Laplace noise.
    case laplace
    /// The answers with the least Gaussian noise that is (ε, `delta`)-private.
    case gaussian(delta: Double)
    /// Which answer is the largest after noise.
    case noisyMax(MaxNoise)
    /// Which answers lie above a threshold, until `mostAbove` do.
    case sparseVector(threshold: Double, mostAbove: Int)
  }

  /// ε beyond which no claim is worth a test.
  package static let largestEpsilon = 1000.0

  /// - Throws: `InvalidValue` with a key of the section.
  package init(
    _ algorithm: Algorithm, answers: [Double], sensitivity: Double, epsilon: Double, fault: QueryFault? = nil
  ) throws {
    guard (1...10_000).contains(answers.count) else {
      throw InvalidValue(key: "answers", allowed: "a list of 1 to 10000 numbers", got: "a list of \(answers.count)")
    }
    (self.algorithm, self.answers, self.fault) = (algorithm, answers, fault)
    self.sensitivity = try checked(sensitivity, "sensitivity", in: .singlePrecision)
    guard epsilon >= 1e-6, epsilon <= Self.largestEpsilon else {
      throw InvalidValue(key: "epsilon", allowed: "a number from 1e-6 to 1000", got: "\(epsilon)")
    }
    self.epsilon = epsilon
    for (index, answer) in answers.enumerated() { try check(answer, "answers[\(index)]") }
    switch algorithm {
    case .gaussian(let delta): _ = try checked(delta, "calibrationDelta", in: .openUnitInterval)
    case .sparseVector(let threshold, let mostAbove):
      try check(threshold, "threshold")
      _ = try checked(mostAbove, "mostAbove", in: 1...answers.count)
    case .laplace, .noisyMax: break
    }
    try checkFault()
  }

  package var kind: MechanismSpecification.Kind {
    switch algorithm {
    case .laplace: .laplaceQuery
    case .gaussian: .gaussianQuery
    case .noisyMax: .noisyMax
    case .sparseVector: .sparseVector
    }
  }

  /// The same without the defect, on the same answers and effects.
  package var withoutFault: QuerySpecification {
    get throws {
      // What adds Δ in ℓ2 norm to k answers adds up to √k Δ in ℓ1 norm.
      let factor = fault == .l2Sensitivity ? Double(answers.count).squareRoot() : 1
      return try QuerySpecification(
        algorithm, answers: answers, sensitivity: factor * sensitivity, epsilon: epsilon)
    }
  }

  /// So large that what a record adds is still seen in double precision, on a grid a million times finer.
  private func check(_ value: Double, _ key: String) throws {
    guard abs(value) <= 1e9 * sensitivity else {
      throw InvalidValue(key: key, allowed: "a number of size at most 1e9 times the sensitivity", got: "\(value)")
    }
  }

  private func checkFault() throws {
    guard let fault, !fault.fits(algorithm) else { return }
    let fitting = QueryFault.allCases.filter { $0.fits(algorithm) }.map(\.rawValue)
    throw InvalidValue(
      key: "fault", allowed: "\(fitting.joined(separator: " or ")) for \(kind.rawValue)", got: fault.rawValue)
  }

  /// - Parameter effects: What a candidate adds to the answers.
  /// - Throws: `InvalidValue` where that is not one effect for each answer, nothing, or more than the sensitivity allows.
  func check(effects: [Double]) throws {
    guard effects.count == answers.count else {
      throw InvalidValue(
        key: "canary.effects", allowed: "a list of \(answers.count), one for each answer", got: "\(effects.count)")
    }
    let (norm, name) = size(of: effects)
    guard norm > 0, norm <= sensitivity * (1 + 1e-9) else {
      throw InvalidValue(
        key: "canary.effects",
        allowed: "of \(name) greater than 0 and at most \(sensitivity), the sensitivity", got: "\(norm)")
    }
  }

  private func size(of effects: [Double]) -> (norm: Double, name: String) {
    switch algorithm {
    case .laplace where fault != .l2Sensitivity:
      (effects.reduce(0) { $0 + abs($1) }, "l1 norm")
    case .laplace, .gaussian: (effects.reduce(0) { $0 + $1 * $1 }.squareRoot(), "l2 norm")
    case .noisyMax, .sparseVector: (effects.reduce(0) { max($0, abs($1)) }, "largest size")
    }
  }
}

/// As JSON: the keys of a specification file.
extension QuerySpecification {
  private enum Key: String, CodingKey {
    case answers, sensitivity, epsilon, fault, calibrationDelta, noise, threshold, mostAbove
  }

  /// - Parameter kind: That of a query.
  init(_ kind: MechanismSpecification.Kind, from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let algorithm: Algorithm
    switch kind {
    case .laplaceQuery: algorithm = .laplace
    case .gaussianQuery: algorithm = .gaussian(delta: try container.decode(Double.self, forKey: .calibrationDelta))
    case .noisyMax: algorithm = .noisyMax(try container.decode(MaxNoise.self, forKey: .noise))
    case .sparseVector:
      algorithm = .sparseVector(
        threshold: try container.decode(Double.self, forKey: .threshold),
        mostAbove: try container.decode(Int.self, forKey: .mostAbove))
    case .dpSGD, .gaussianSum, .laplaceSum, .gaussianVectorSum, .external:
      preconditionFailure("\(kind.rawValue) is no query")
    }
    let answers = try container.decode([Double].self, forKey: .answers)
    let sensitivity = try container.decode(Double.self, forKey: .sensitivity)
    let epsilon = try container.decode(Double.self, forKey: .epsilon)
    let fault = try container.decodeIfPresent(QueryFault.self, forKey: .fault)
    self = try decoder.checking {
      try QuerySpecification(algorithm, answers: answers, sensitivity: sensitivity, epsilon: epsilon, fault: fault)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(answers, forKey: .answers)
    try container.encode(sensitivity, forKey: .sensitivity)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encodeIfPresent(fault, forKey: .fault)
    switch algorithm {
    case .laplace: break
    case .gaussian(let delta): try container.encode(delta, forKey: .calibrationDelta)
    case .noisyMax(let noise): try container.encode(noise, forKey: .noise)
    case .sparseVector(let threshold, let mostAbove):
      try container.encode(threshold, forKey: .threshold)
      try container.encode(mostAbove, forKey: .mostAbove)
    }
  }
}
