import NumericalCore
import PrivacyAccounting
import TestSupport
import Testing

import class Foundation.Bundle

@Suite("Rényi divergence of the subsampled Gaussian") struct SampledGaussianRenyiTests {
  struct Reference: Decodable, Sendable {
    let noiseMultiplier: Double
    let samplingProbability: Double
    let order: Double
    let value: Double
  }

  @Test("matches 110-digit reference values at whole and fractional orders, corners included")
  func matchesReference() throws {
    let vectors = try GoldenVectors<Reference>.load("sampled-gaussian-renyi", from: .module)
    #expect(vectors.cases.count == 891)
    for reference in vectors.cases {
      let curve = SampledGaussianRenyi(
        noiseMultiplier: reference.noiseMultiplier, samplingProbability: reference.samplingProbability)
      let error = relativeError(of: curve.value(order: reference.order), from: reference.value)
      #expect(error <= vectors.provenance.relativeTolerance, "\(reference)")
    }
  }

  @Test(
    "equals the binomial sum at whole orders", arguments: [0.05, 0.3, 1, 3, 40, 1000], [1e-12, 1e-6, 0.01, 0.5, 0.99])
  func matchesSum(noiseMultiplier: Double, samplingProbability: Double) throws {
    let curve = SampledGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
    for order in [2, 3, 4, 10, 31, 32, 100, 1000] {
      let sum = try sampledGaussianRenyiBySum(
        order: order, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
      #expect(relativeError(of: curve.value(order: Double(order)), from: sum) < 1e-11, "order \(order)")
    }
  }

  @Test("is that of the Gaussian, α/(2σ²), without sampling")
  func isLinearWithoutSampling() {
    #expect(SampledGaussianRenyi(noiseMultiplier: 2, samplingProbability: 1).value(order: 6) == 0.75)
  }

  @Test("is finite, positive and below the unsampled one in the far corners")
  func isFiniteInCorners() {
    for noiseMultiplier in [0.01, 0.05, 0.2, 1, 7, 35, 200, 1000] {
      for samplingProbability in [1e-12, 1e-5, 0.1, 0.9, 1 - 0x1p-53] {
        let curve = SampledGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
        var previous = 0.0
        for order in [1 + 1e-6, 1.001, 1.3, 1.99, 2.5, 29.9 * noiseMultiplier, 30.1 * noiseMultiplier, 1234.5, 1e5]
          .sorted() where order > 1
        {
          let value = curve.value(order: order)
          let unsampled = order / (2 * noiseMultiplier * noiseMultiplier)
          #expect(value > 0 && value <= unsampled * (1 + 1e-12), "\(noiseMultiplier) \(samplingProbability) \(order)")
          #expect(value >= previous * (1 - 1e-11), "\(noiseMultiplier) \(samplingProbability) \(order)")
          previous = value
        }
      }
    }
  }

  @Test("agrees across the orders at which the method of integration changes", arguments: [0.05, 0.5, 1, 20, 300])
  func isContinuousInOrder(noiseMultiplier: Double) throws {
    let order = (30 * noiseMultiplier).rounded()
    try #require(order >= 2 || noiseMultiplier < 0.1)
    for samplingProbability in [1e-9, 1e-3, 0.3] {
      let curve = SampledGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
      // (α − 1) times the divergence is convex in α, so the middle of three is at most the mean of the others.
      let moments = [-0.25, 0, 0.25].map { (order + $0 - 1) * curve.value(order: order + $0) }
      #expect(moments[1] <= (moments[0] + moments[2]) / 2 * (1 + 1e-12))
      #expect(relativeError(of: moments[1], from: (moments[0] + moments[2]) / 2) < 0.05)
    }
  }
}
