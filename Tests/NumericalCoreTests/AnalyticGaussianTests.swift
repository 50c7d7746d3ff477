import NumericalCore
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
      let gaussian = AnalyticGaussian(noiseMultiplier: reference.noiseMultiplier)
      let logDelta = gaussian.logDelta(epsilon: reference.epsilon)
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
        AnalyticGaussian(noiseMultiplier: reference.noiseMultiplier).epsilon(delta: reference.delta))
      #expect(
        relativeError(of: epsilon, from: reference.epsilon) <= vectors.provenance.relativeTolerance, "\(reference)")
      #expect(epsilon >= reference.epsilon, "\(reference)")
    }
  }

  @Test("δ at ε = 0 is the total variation distance", arguments: [1e-3, 0.3, 1, 17, 1e4, 1e8])
  func matchesTotalVariation(noiseMultiplier: Double) throws {
    let delta = AnalyticGaussian(noiseMultiplier: noiseMultiplier).delta(epsilon: 0)
    #expect(relativeError(of: delta, from: erf(1 / (noiseMultiplier * 8.0.squareRoot()))) < 1e-12)
  }

  @Test("ε is 0 where δ already covers the total variation distance")
  func clampsAtZero() throws {
    #expect(AnalyticGaussian(noiseMultiplier: 100).epsilon(delta: 0.01) == 0)
  }

  @Test("stays finite at the smallest δ and at ε beyond the range of exp", arguments: [0.01, 1, 500])
  func staysFinite(noiseMultiplier: Double) throws {
    let gaussian = AnalyticGaussian(noiseMultiplier: noiseMultiplier)
    let epsilon = try #require(gaussian.epsilon(delta: .leastNonzeroMagnitude))
    #expect(epsilon.isFinite && epsilon > 0)
    #expect(gaussian.logDelta(epsilon: 1e6) < 0)
    #expect(gaussian.logDelta(epsilon: 1e6).isFinite)
  }

  @Test("has no ε to state when noise is vanishing")
  func givesUpWithoutNoise() throws {
    #expect(AnalyticGaussian(noiseMultiplier: 1e-200).epsilon(delta: 1e-5) == nil)
  }

  @Test("calibrates noise to an ε and a δ", arguments: [0.01, 1, 8, 50], [1e-12, 1e-5, 0.1])
  func calibrates(epsilon: Double, delta: Double) throws {
    let gaussian = AnalyticGaussian.calibrated(epsilon: epsilon, delta: delta)
    #expect(relativeError(of: gaussian.delta(epsilon: epsilon), from: delta) < 1e-9)
    #expect(relativeError(of: try #require(gaussian.epsilon(delta: delta)), from: epsilon) < 1e-9)
  }
}
