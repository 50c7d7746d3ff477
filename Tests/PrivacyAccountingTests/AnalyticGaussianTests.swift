import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import class Foundation.Bundle
import func Foundation.erf
import func Foundation.log

@Suite("Analytic Gaussian") struct AnalyticGaussianTests {
  struct DeltaReference: Decodable, Sendable {
    let noiseMultiplier: Double
    let epsilon: Double
    let logDelta: Double
  }

  struct EpsilonReference: Decodable, Sendable {
    let noiseMultiplier: Double
    let delta: Double
    let epsilon: Double
  }

  @Test("gives the log δ of 60-digit reference values, far beyond underflow")
  func matchesDelta() throws {
    let vectors = try GoldenVectors<DeltaReference>.load("gaussian-log-delta", from: .module)
    for reference in vectors.cases {
      let gaussian = try AnalyticGaussian(noiseMultiplier: reference.noiseMultiplier)
      let logDelta = try gaussian.logDelta(epsilon: reference.epsilon)
      // Near δ = 1 it is δ that has a relative error.
      let error = abs(logDelta - reference.logDelta) / max(1, abs(reference.logDelta))
      #expect(error <= vectors.provenance.relativeTolerance, "\(reference)")
    }
  }

  @Test("gives the ε of 60-digit reference values down to δ = 1e-100, and never less")
  func matchesEpsilon() throws {
    let vectors = try GoldenVectors<EpsilonReference>.load("gaussian-epsilon", from: .module)
    for reference in vectors.cases {
      let epsilon = try #require(
        try AnalyticGaussian(noiseMultiplier: reference.noiseMultiplier).epsilon(delta: reference.delta))
      #expect(
        relativeError(of: epsilon, from: reference.epsilon) <= vectors.provenance.relativeTolerance, "\(reference)")
      #expect(epsilon >= reference.epsilon, "\(reference)")
    }
  }

  @Test("δ at ε = 0 is the total variation distance", arguments: [1e-3, 0.3, 1, 17, 1e4, 1e8])
  func matchesTotalVariation(noiseMultiplier: Double) throws {
    let delta = try AnalyticGaussian(noiseMultiplier: noiseMultiplier).delta(epsilon: 0)
    #expect(relativeError(of: delta, from: erf(1 / (noiseMultiplier * 8.0.squareRoot()))) < 1e-12)
  }

  @Test("ε is 0 where δ already covers the total variation distance")
  func clampsAtZero() throws {
    #expect(try AnalyticGaussian(noiseMultiplier: 100).epsilon(delta: 0.01) == 0)
  }

  @Test("stays finite at the smallest δ and at ε beyond the range of exp", arguments: [0.01, 1, 500])
  func staysFinite(noiseMultiplier: Double) throws {
    let gaussian = try AnalyticGaussian(noiseMultiplier: noiseMultiplier)
    let epsilon = try #require(try gaussian.epsilon(delta: .leastNonzeroMagnitude))
    #expect(epsilon.isFinite && epsilon > 0)
    #expect(try gaussian.logDelta(epsilon: 1e6) < 0)
    #expect(try gaussian.logDelta(epsilon: 1e6).isFinite)
  }

  @Test("has no ε to state when noise is vanishing")
  func givesUpWithoutNoise() throws {
    #expect(try AnalyticGaussian(noiseMultiplier: 1e-200).epsilon(delta: 1e-5) == nil)
  }

  @Test("refuses what is no noise multiplier or δ")
  func refusesInvalidValues() throws {
    #expect(throws: InvalidValue.self) { try AnalyticGaussian(noiseMultiplier: 0) }
    #expect(throws: InvalidValue.self) { try AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 0) }
    #expect(throws: InvalidValue.self) { try AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 1) }
  }
}
