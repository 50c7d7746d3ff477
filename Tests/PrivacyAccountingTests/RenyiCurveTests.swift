import NumericalCore
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import class Foundation.Bundle
import func Foundation.exp
import func Foundation.expm1
import func Foundation.log
import func Foundation.pow

@Suite("Rényi curve") struct RenyiCurveTests {
  struct Reference: Decodable, Sendable {
    let event: MechanismEvent
    let adjacency: Adjacency
    let order: Double
    let value: Double
  }

  @Test("matches 45-digit reference values for every kind of step")
  func matchesReference() throws {
    let vectors = try GoldenVectors<Reference>.load("renyi-divergences", from: .module)
    #expect(vectors.cases.count > 500)
    for reference in vectors.cases {
      let curve = try RenyiCurve(reference.event, adjacency: reference.adjacency)
      let error = relativeError(of: curve.value(order: reference.order), from: reference.value)
      #expect(error <= vectors.provenance.relativeTolerance, "\(reference): \(error)")
    }
  }

  struct Limits: Decodable, Sendable {
    let event: MechanismEvent
    let adjacency: Adjacency
    let delta: Double
    let atLeast: Double
    let atMost: Double?
  }

  @Test("gives an ε between a lower bound and dp-accounting's looser one, for every kind of step")
  func liesBetweenLimits() throws {
    let vectors = try GoldenVectors<Limits>.load("renyi-epsilon-limits", from: .module)
    #expect(vectors.cases.count == 320)
    for limits in vectors.cases {
      let epsilon = try accountByRenyi(limits.event, delta: limits.delta, adjacency: limits.adjacency).epsilon
      let atMost = limits.atMost ?? .infinity
      #expect(epsilon <= atMost * (1 + vectors.provenance.relativeTolerance), "\(limits) \(epsilon)")
      #expect(epsilon >= limits.atLeast * (1 - vectors.provenance.relativeTolerance), "\(limits) \(epsilon)")
    }
  }

  @Test("adds the values of composed steps")
  func addsTerms() throws {
    let (a, b) = (MechanismEvent.laplace(noiseMultiplier: 3), MechanismEvent.zeroConcentratedDP(rho: 0.1))
    let both = try RenyiCurve(.composed([.selfComposed(a, count: 5), b]), adjacency: .replaceOne)
    let (first, second) = try (RenyiCurve(a, adjacency: .replaceOne), RenyiCurve(b, adjacency: .replaceOne))
    #expect(both.value(order: 3) == 5 * first.value(order: 3) + second.value(order: 3))
  }

  /// Steps of every kind, more noise meaning less divergence.
  static func steps(noise: Double, samplingProbability: Double) -> [(MechanismEvent, Adjacency)] {
    let additive: [MechanismEvent] = [
      .gaussian(noiseMultiplier: noise), .laplace(noiseMultiplier: noise),
      .discreteGaussian(standardDeviation: noise, sensitivity: 1), .discreteLaplace(scale: noise, sensitivity: 2),
      .approximateDP(epsilon: min(1 / noise, .greatestFiniteMagnitude), delta: 1e-9),
    ]
    let sampled = additive.map { MechanismEvent.poissonSampled(samplingProbability: samplingProbability, $0) }
    let population = 1_000_000
    let batch = min(population - 1, max(1, Int(samplingProbability * Double(population))))
    return additive.map { ($0, .addOrRemove) } + additive.map { ($0, .replaceOne) }
      + sampled.map { ($0, .addOrRemove) } + sampled.map { ($0, .zeroOut) }
      + [
        (sampled[0], .replaceOne),
        (.sampledWithoutReplacement(batchSize: batch, populationSize: population, additive[0]), .replaceOne),
        (.sampledWithoutReplacement(batchSize: batch, populationSize: population, additive[4]), .replaceOne),
        (.randomisedResponse(randomAnswerProbability: noise / (1 + noise), categories: 4), .replaceOne),
        (.randomisedResponse(randomAnswerProbability: noise / (1 + noise), categories: 4), .zeroOut),
      ]
  }

  /// Seed of the random steps.
  static let seed: UInt64 = 0x2E41

  @Test("rises with the order and with sampling, and falls with noise", arguments: 0..<40)
  func isMonotone(trial: Int) throws {
    var stream = RandomStream(seed: Self.seed, trial: trial, purpose: .data)
    func draw(_ range: ClosedRange<Double>) -> Double {
      exp(log(range.lowerBound) + stream.nextUniform() * log(range.upperBound / range.lowerBound))
    }
    let (noise, q, excess) = (draw(0.1...50), draw(1e-6...0.9), draw(1e-4...3000))
    let here = Self.steps(noise: noise, samplingProbability: q)
    let noisier = Self.steps(noise: noise * 1.1, samplingProbability: q)
    let rarer = Self.steps(noise: noise, samplingProbability: q * 0.9)
    for ((event, adjacency), (quieter, less)) in zip(here, zip(noisier, rarer)) {
      let value = try RenyiCurve(event, adjacency: adjacency).value(excessOrder: excess)
      #expect(value >= 0 && value.isFinite, "\(event) \(excess)")
      let higher = try RenyiCurve(event, adjacency: adjacency).value(excessOrder: excess * 1.05)
      #expect(higher >= value * (1 - 1e-11), "order: \(event) \(excess)")
      let withNoise = try RenyiCurve(quieter.0, adjacency: adjacency).value(excessOrder: excess)
      #expect(withNoise <= value * (1 + 1e-11), "noise: \(event) \(excess)")
      let withLess = try RenyiCurve(less.0, adjacency: adjacency).value(excessOrder: excess)
      #expect(withLess <= value * (1 + 1e-11), "sampling: \(event) \(excess)")
    }
  }

  @Test("is larger for a replaced record than for a removed one", arguments: 0..<40)
  func replacesAboveRemoves(trial: Int) throws {
    var stream = RandomStream(seed: Self.seed + 1, trial: trial, purpose: .data)
    let (sigma, q) = (exp(5 * stream.nextUniform() - 1), exp(-10 * stream.nextUniform()))
    let excess = exp(12 * stream.nextUniform() - 6)
    for event in [
      MechanismEvent.gaussian(noiseMultiplier: sigma), .laplace(noiseMultiplier: sigma),
      .discreteLaplace(scale: sigma, sensitivity: 1),
      .poissonSampled(samplingProbability: q, .gaussian(noiseMultiplier: sigma)),
    ] {
      let replaced = try RenyiCurve(event, adjacency: .replaceOne).value(excessOrder: excess)
      let removed = try RenyiCurve(event, adjacency: .addOrRemove).value(excessOrder: excess)
      #expect(replaced >= removed * (1 - 1e-11), "\(event) \(excess)")
    }
  }

  @Test("survives the far corners of every kind of step")
  func survivesCorners() throws {
    for noise in [.leastNonzeroMagnitude, 1e-300, 1e-9, 0.02, 1, 1e4, 1e9, 1e160, .greatestFiniteMagnitude] {
      for q in [1e-12, 0.5, 1 - 0x1p-53] {
        for (event, adjacency) in Self.steps(noise: noise, samplingProbability: q) {
          let curve = try RenyiCurve(event, adjacency: adjacency)
          for excess in [1e-7, 0.5, 1, 1e5] {
            #expect(curve.value(excessOrder: excess) >= 0, "\(event) \(adjacency) \(excess)")
          }
          do {
            let statement = try account(event, delta: 1e-6, adjacency: adjacency)
            #expect(statement.epsilon >= 0 && statement.epsilon.isFinite, "\(event) \(adjacency)")
          } catch AccountingError.unbounded {
            #expect(noise < 1e-3, "\(event) \(adjacency)")
          }
        }
      }
    }
  }

  static let refused: [(MechanismEvent, Adjacency)] = [
    (.sampledWithoutReplacement(batchSize: 1, populationSize: 3, .gaussian(noiseMultiplier: 1)), .addOrRemove),
    (.sampledWithoutReplacement(batchSize: 1, populationSize: 3, .gaussian(noiseMultiplier: 1)), .zeroOut),
    (.sampledWithoutReplacement(batchSize: 1, populationSize: 3, .laplace(noiseMultiplier: 1)), .replaceOne),
    (.randomisedResponse(randomAnswerProbability: 0.5, categories: 2), .addOrRemove),
    (.poissonSampled(samplingProbability: 0.5, .laplace(noiseMultiplier: 1)), .replaceOne),
    (.poissonSampled(samplingProbability: 0.5, .approximateDP(epsilon: 1, delta: 0)), .replaceOne),
    (.poissonSampled(samplingProbability: 0.5, .zeroConcentratedDP(rho: 1)), .addOrRemove),
  ]

  @Test("refuses what has no known bound", arguments: refused)
  func refusesUnknown(event: MechanismEvent, adjacency: Adjacency) {
    #expect(throws: AccountingError.self) { try RenyiCurve(event, adjacency: adjacency) }
  }

  @Test("sets the δ of approximate steps aside, all of it")
  func setsAside() throws {
    let event = MechanismEvent.selfComposed(.approximateDP(epsilon: 0.1, delta: 1e-7), count: 10)
    let pure = MechanismEvent.selfComposed(.approximateDP(epsilon: 0.1, delta: 0), count: 10)
    let bound = try accountByRenyi(event, delta: 1e-5, adjacency: .addOrRemove)
    let same = try accountByRenyi(pure, delta: 0.9e-5, adjacency: .addOrRemove)
    #expect(relativeError(of: bound.epsilon, from: same.epsilon) < 1e-5)
    #expect(throws: AccountingError.unbounded(delta: 0.99e-6)) {
      try accountByRenyi(event, delta: 0.99e-6, adjacency: .addOrRemove)
    }
  }
}
