import NumericalCore
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import class Foundation.Bundle

@Suite("Calibration") struct CalibrationTests {
  struct Reference: Decodable, Sendable {
    let samplingProbability, delta, epsilon, noiseMultiplier: Double
    let steps: Int
  }

  @Test("finds the noise multiplier of the table to 1e-6 wherever the contour integral resolves")
  func matchesTable() throws {
    let vectors = try GoldenVectors<Reference>.load("calibration", from: .module)
    #expect(vectors.cases.count == 185)
    var resolved = 0
    for reference in vectors.cases {
      let target = try PrivacyTarget(epsilon: reference.epsilon, delta: reference.delta, adjacency: .addOrRemove)
      let parameter = FreeParameter.noiseMultiplier(
        samplingProbability: reference.samplingProbability, steps: reference.steps)
      do {
        let value = try searchParameter(parameter, for: target, by: .contour)
        #expect(
          relativeError(of: value, from: reference.noiseMultiplier) < vectors.provenance.relativeTolerance,
          "\(reference)")
        resolved += 1
      } catch is Unresolved {
        #expect(reference.samplingProbability < 0.001, "\(reference)")
      }
    }
    #expect(resolved >= 184)
  }

  static let parameters: [FreeParameter] = [
    .noiseMultiplier(samplingProbability: 0.01, steps: 1000),
    .steps(noiseMultiplier: 1.1, samplingProbability: 256 / 60000),
    .samplingProbability(noiseMultiplier: 1.1, steps: 14062),
    .clipNorm(noiseStandardDeviation: 3.3, samplingProbability: 0.01, steps: 1000),
  ]

  @Test(
    "certifies what it returns, and a little less privacy would not do",
    arguments: parameters, [AccountingMethod.contour, .renyi, .lossDistribution])
  func certifies(parameter: FreeParameter, method: AccountingMethod) throws {
    let target = try PrivacyTarget(epsilon: 2, delta: 1e-5, adjacency: .addOrRemove)
    let calibration = try calibrate(parameter, for: target, by: method)
    #expect(calibration.method == method)
    #expect(calibration.certifiedEpsilon <= 2)
    let again = try account(calibration.event, delta: 1e-5, adjacency: .addOrRemove).epsilon
    #expect(method == .renyi || again == calibration.certifiedEpsilon)
    let isNoise = parameter.range.mostPrivate > parameter.range.leastPrivate
    let isSteps = parameter.name == "number of steps"
    let looser = isSteps ? calibration.value + 1 : calibration.value * (isNoise ? 1 - 1e-6 : 1 + 1e-6)
    let event = try parameter.event(at: looser)
    #expect(try account(event, delta: 1e-5, adjacency: .addOrRemove).epsilon > 2)
  }

  @Test("finds by contour the parameter at which the contour integral gives the target", arguments: parameters)
  func inverts(parameter: FreeParameter) throws {
    for adjacency in [Adjacency.addOrRemove, .replaceOne] {
      let target = try PrivacyTarget(epsilon: 3, delta: 1e-6, adjacency: adjacency)
      let value = try searchParameter(parameter, for: target, by: .contour)
      let estimate = try accountByContour(parameter.event(at: value), delta: 1e-6, adjacency: adjacency).get()
      #expect(estimate.value <= 3 && estimate.value > 3 - (parameter.name == "number of steps" ? 2e-3 : 1e-6))
    }
  }

  @Test("certifies by the accountant that it is given")
  func takesACertifier() throws {
    let target = try PrivacyTarget(epsilon: 2, delta: 1e-5, adjacency: .replaceOne)
    // A bound that is a little above the contour integral's ε, for an adjacency that has no other accountant yet.
    func certifier(_ event: MechanismEvent, _ delta: Double, _ adjacency: Adjacency) throws -> Double {
      try accountByContour(event, delta: delta, adjacency: adjacency).get().value * (1 + 1e-4)
    }
    let parameter = FreeParameter.noiseMultiplier(samplingProbability: 0.01, steps: 1000)
    let calibration = try calibrate(parameter, for: target, certifier: certifier)
    #expect(calibration.certifiedEpsilon <= 2 && calibration.certifiedEpsilon > 2 * (1 - 1e-6))
    let searched = try #require(calibration.searched)
    #expect(searched < calibration.value && searched > calibration.value * 0.999)
  }

  @Test("samples everything where that is private enough")
  func samplesEverything() throws {
    let target = try PrivacyTarget(epsilon: 5, delta: 1e-5, adjacency: .addOrRemove)
    let calibration = try calibrate(.samplingProbability(noiseMultiplier: 100, steps: 10), for: target)
    #expect(calibration.value == 1)
  }

  @Test("refuses what cannot be reached, and what does not limit the parameter, with the reason")
  func refusesTheImpossible() throws {
    let tiny = try PrivacyTarget(epsilon: 1e-4, delta: 1e-9, adjacency: .addOrRemove)
    #expect {
      try calibrate(.noiseMultiplier(samplingProbability: 1, steps: 1_000_000_000), for: tiny)
    } throws: { error in
      if case .unreachable("noise multiplier", 1e6, _, 1e-4)? = error as? CalibrationError { true } else { false }
    }
    #expect {
      try calibrate(.steps(noiseMultiplier: 0.5, samplingProbability: 1), for: tiny)
    } throws: { error in
      "\(error)".hasPrefix(
        "epsilon 0.0001 cannot be reached by the number of steps: at 1.0, the most private one tried")
    }
    let huge = try PrivacyTarget(epsilon: 1e6, delta: 1e-5, adjacency: .addOrRemove)
    #expect {
      try calibrate(.noiseMultiplier(samplingProbability: 1, steps: 1), for: huge)
    } throws: { error in
      if case .notBinding? = error as? CalibrationError { true } else { false }
    }
    #expect(throws: CalibrationError.unsupported(.centralLimit)) {
      try calibrate(Self.parameters[0], for: tiny, by: .centralLimit)
    }
    #expect(throws: InvalidValue.self) { try PrivacyTarget(epsilon: 0, delta: 1e-5, adjacency: .addOrRemove) }
    #expect(throws: InvalidValue.self) {
      try calibrate(.noiseMultiplier(samplingProbability: 2, steps: 10), for: tiny)
    }
    #expect(throws: InvalidValue.self) {
      try calibrate(.clipNorm(noiseStandardDeviation: -1, samplingProbability: 0.1, steps: 10), for: tiny)
    }
  }
}
