package import PrivacyModel

/// The shape that every event reduces to: steps of a few kinds, each taken a number of times.
///
/// The order of the steps does not matter to any accountant here, nor whether later ones depend on earlier outcomes.
package struct Composition: Hashable, Sendable {
  /// Distinct steps in the order of their first appearance; at most one is unsampled Gaussian noise, with count 1.
  package let terms: [Term]

  package struct Term: Hashable, Sendable {
    package let step: Step
    /// At least 1.
    package let count: Int

    package init(step: Step, count: Int) {
      (self.step, self.count) = (step, count)
    }
  }

  init(terms: [Term]) { self.terms = terms }

  /// Reduces `event` and checks its values.
  ///
  /// Gaussians that hide the same record are together one Gaussian with 1/σ² = Σ 1/σᵢ², whether they are composed in
  /// the open or on one sampled batch (Corollary 3.3 of arXiv:1905.02383v3). A Poisson sample of a Poisson sample is
  /// one whose probability is the product. Sampling everything is no sampling.
  ///
  /// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for a nesting without an accountant.
  package init(_ event: MechanismEvent) throws {
    terms = try Self.merged(Self.terms(of: event))
  }

  private static func terms(of event: MechanismEvent) throws -> [Term] {
    switch event {
    case .poissonSampled(let probability, let inner): return try poissonSampled(probability, inner)
    case .sampledWithoutReplacement(let batchSize, let populationSize, let inner):
      let populationSize = try checked(populationSize, "populationSize", in: EventRange.populationSize)
      let batchSize = try checked(batchSize, "batchSize", in: EventRange.batchSize(of: populationSize))
      guard batchSize < populationSize else { return try terms(of: inner) }
      return try [
        Term(
          step: Step(
            noise: soleNoise(of: inner),
            sampling: .withoutReplacement(batchSize: batchSize, populationSize: populationSize)),
          count: 1)
      ]
    case .shuffled(let batches, let inner), .ballsAndBins(let batches, let inner):
      _ = try checked(batches, "batches", in: EventRange.batches)
      return try [Term(step: Step(noise: soleNoise(of: inner), sampling: .none), count: 1)]
    case .dominated(let inner): return try terms(of: inner)
    case .composed(let events):
      guard !events.isEmpty else { throw InvalidValue(key: "events", allowed: "at least one event", got: "none") }
      return try events.flatMap(terms)
    case .selfComposed(let inner, let count):
      let count = try checked(count, "count", in: EventRange.count)
      return try merged(merged(terms(of: inner)).map { Term(step: $0.step, count: try product($0.count, count)) })
    case .gaussian, .laplace, .discreteGaussian, .discreteLaplace, .randomisedResponse, .approximateDP,
      .zeroConcentratedDP:
      return [Term(step: Step(noise: try noise(of: event), sampling: .none), count: 1)]
    }
  }

  private static func noise(of event: MechanismEvent) throws -> Noise {
    switch event {
    case .gaussian(let noiseMultiplier):
      return .gaussian(noiseMultiplier: try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier))
    case .laplace(let noiseMultiplier):
      return .laplace(noiseMultiplier: try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier))
    case .discreteGaussian(let standardDeviation, let sensitivity):
      return .discreteGaussian(
        standardDeviation: try checked(standardDeviation, "standardDeviation", in: EventRange.standardDeviation),
        sensitivity: try checked(sensitivity, "sensitivity", in: EventRange.sensitivity))
    case .discreteLaplace(let scale, let sensitivity):
      return .discreteLaplace(
        scale: try checked(scale, "scale", in: EventRange.scale),
        sensitivity: try checked(sensitivity, "sensitivity", in: EventRange.sensitivity))
    case .randomisedResponse(let randomAnswerProbability, let categories):
      return .randomisedResponse(
        randomAnswerProbability: try checked(
          randomAnswerProbability, "randomAnswerProbability", in: EventRange.randomAnswerProbability),
        categories: try checked(categories, "categories", in: EventRange.categories))
    case .approximateDP(let epsilon, let delta):
      return .approximateDP(
        epsilon: try checked(epsilon, "epsilon", in: EventRange.epsilon),
        delta: try checked(delta, "delta", in: EventRange.delta))
    case .zeroConcentratedDP(let rho): return .zeroConcentratedDP(rho: try checked(rho, "rho", in: EventRange.rho))
    case .poissonSampled, .sampledWithoutReplacement, .shuffled, .ballsAndBins, .dominated, .composed, .selfComposed:
      preconditionFailure("\(event.kind.rawValue) is not noise")
    }
  }

  private static func poissonSampled(_ probability: Double, _ inner: MechanismEvent) throws -> [Term] {
    let probability = try checked(probability, "samplingProbability", in: EventRange.samplingProbability)
    let terms = try merged(terms(of: inner))
    guard probability < 1 else { return terms }
    guard let only = terms.first, terms.count == 1, only.count == 1 else {
      throw AccountingError.unsupportedSampling(of: inner)
    }
    switch only.step.sampling {
    case .none:
      return [Term(step: Step(noise: only.step.noise, sampling: .poisson(probability)), count: 1)]
    case .poisson(let other):
      guard EventRange.samplingProbability.contains(probability * other) else {
        throw InvalidValue(
          key: "samplingProbability", allowed: "so large that nested ones multiply to at least 1e-100",
          got: "\(probability)")
      }
      return [Term(step: Step(noise: only.step.noise, sampling: .poisson(probability * other)), count: 1)]
    case .withoutReplacement: throw AccountingError.unsupportedSampling(of: inner)
    }
  }

  private static func soleNoise(of inner: MechanismEvent) throws -> Noise {
    let terms = try merged(terms(of: inner))
    guard let only = terms.first, terms.count == 1, only.count == 1, only.step.sampling == .none else {
      throw AccountingError.unsupportedSampling(of: inner)
    }
    return only.step.noise
  }

  private static func merged(_ terms: [Term]) throws -> [Term] {
    var order: [Step] = []
    var counts: [Step: Int] = [:]
    // The sum of 1/σ², and where the unsampled Gaussians first appear.
    var (precision, gaussianPosition) = (0.0, Int?.none)
    for term in terms {
      if case .gaussian(let noiseMultiplier) = term.step.noise, term.step.sampling == .none {
        precision += Double(term.count) / (noiseMultiplier * noiseMultiplier)
        gaussianPosition = gaussianPosition ?? order.count
        continue
      }
      if counts[term.step] == nil { order.append(term.step) }
      let (sum, overflow) = counts[term.step, default: 0].addingReportingOverflow(term.count)
      guard !overflow else { throw AccountingError.tooManyCompositions }
      counts[term.step] = sum
    }
    var result = order.map { Term(step: $0, count: counts[$0, default: 1]) }
    if let gaussianPosition {
      result.insert(try mergedGaussian(terms, precision: precision), at: gaussianPosition)
    }
    return result
  }

  private static func mergedGaussian(_ terms: [Term], precision: Double) throws -> Term {
    let gaussians = terms.filter { $0.step.sampling == .none && $0.step.noise.isGaussian }
    // One kind keeps its digits, and its range where the square leaves that of doubles.
    if Set(gaussians.map(\.step)).count == 1, case .gaussian(let noiseMultiplier)? = gaussians.first?.step.noise {
      let count = try gaussians.reduce(0) { try sum($0, $1.count) }
      return try gaussian(noiseMultiplier / Double(count).squareRoot())
    }
    return try gaussian(1 / precision.squareRoot())
  }

  private static func gaussian(_ noiseMultiplier: Double) throws -> Term {
    guard noiseMultiplier > 0, noiseMultiplier.isFinite else { throw AccountingError.tooManyCompositions }
    return Term(step: Step(noise: .gaussian(noiseMultiplier: noiseMultiplier), sampling: .none), count: 1)
  }

  private static func product(_ a: Int, _ b: Int) throws -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw AccountingError.tooManyCompositions }
    return product
  }

  private static func sum(_ a: Int, _ b: Int) throws -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw AccountingError.tooManyCompositions }
    return sum
  }
}
