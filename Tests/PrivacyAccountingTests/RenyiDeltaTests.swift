import NumericalCore
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import func Foundation.exp
import func Foundation.log

@Suite("δ from a Rényi curve") struct RenyiDeltaTests {
  /// Seed of the random mechanisms.
  static let seed: UInt64 = 0xDE17A

  @Test("inverts the search for ε", arguments: 0..<60)
  func invertsEpsilon(trial: Int) throws {
    var stream = RandomStream(seed: Self.seed, trial: trial, purpose: .data)
    let event = try MechanismEvent.dpSGD(
      noiseMultiplier: exp(4 * stream.nextUniform() - 1), samplingProbability: exp(-7 * stream.nextUniform()),
      steps: 1 + Int(exp(10 * stream.nextUniform())))
    let delta = exp(-80 * stream.nextUniform() - 1)
    let curve = try RenyiCurve(event, adjacency: .addOrRemove)
    let epsilon = try curve.smallestEpsilon(delta: delta).epsilon
    guard epsilon > 1e-3 else { return }
    let back = curve.smallestDelta(epsilon: epsilon)
    // ε is found to within 1e-9 or so of its own size, and δ moves by the order times as much.
    #expect(abs(log(back.delta / delta)) < 1e-7 * max(1, epsilon * back.order), "\(event) \(delta) \(back)")
  }

  @Test("is never above Proposition 12, and falls with ε", arguments: [0.01, 1, 20])
  func improvesOnProposition12(noiseMultiplier: Double) throws {
    let curve = try RenyiCurve(
      .poissonSampled(samplingProbability: 0.1, .gaussian(noiseMultiplier: noiseMultiplier)), adjacency: .addOrRemove)
    var previous = 1.0
    for epsilon in [0, 1e-6, 0.01, 0.3, 2, 30, 1000, 1e6] {
      let delta = curve.smallestDelta(epsilon: epsilon).delta
      #expect(delta >= 0 && delta <= previous * (1 + 1e-9))
      for excessOrder in [0.01, 0.7, 3, 40, 5000] {
        let known = logDeltaByProposition12(
          excessOrder: excessOrder, renyiValue: curve.value(excessOrder: excessOrder), epsilon: epsilon)
        #expect(delta <= max(1e-299, exp(known)) * (1 + 1e-6))
      }
      previous = delta
    }
  }

  @Test("is never below the exact δ of Gaussian noise", arguments: [0.3, 1, 7])
  func boundsGaussian(noiseMultiplier: Double) throws {
    let curve = try RenyiCurve(.gaussian(noiseMultiplier: noiseMultiplier), adjacency: .addOrRemove)
    for epsilon in [0, 0.01, 0.5, 3, 10, 30] {
      let exact = AnalyticGaussian(noiseMultiplier: noiseMultiplier).delta(epsilon: epsilon)
      #expect(curve.smallestDelta(epsilon: epsilon).delta >= exact)
    }
  }

  @Test("is 0 for perfect privacy and at least what is set aside")
  func knowsEnds() throws {
    let perfect = try RenyiCurve(.approximateDP(epsilon: 0, delta: 0), adjacency: .replaceOne)
    #expect(perfect.smallestDelta(epsilon: 0).delta == 0)
    let approximate = try RenyiCurve(.approximateDP(epsilon: 0.5, delta: 0.01), adjacency: .replaceOne)
    #expect(relativeError(of: approximate.smallestDelta(epsilon: 600).delta, from: 0.01) < 1e-12)
  }

  @Test("of ε stays finite and right from one step to 10¹⁰, for δ down to 1e-300")
  func staysFinite() throws {
    for steps in [1, 1000, 10_000_000_000] {
      for delta in [1e-300, 1e-30, 1e-5] {
        // Without sampling the bound is close to the closed form, which is exact.
        let gaussian = MechanismEvent.selfComposed(.gaussian(noiseMultiplier: 5), count: steps)
        let exact = try account(gaussian, delta: delta, adjacency: .addOrRemove).epsilon
        let renyi = try accountByRenyi(gaussian, delta: delta, adjacency: .addOrRemove).epsilon
        #expect(renyi >= exact && renyi <= exact * 1.2, "\(steps) \(delta) \(exact) \(renyi)")
        let sampled = try MechanismEvent.dpSGD(noiseMultiplier: 1, samplingProbability: 0.01, steps: steps)
        let epsilon = try accountByRenyi(sampled, delta: delta, adjacency: .addOrRemove).epsilon
        // The mean of the privacy loss is a lower limit where steps are many.
        let mean = try RenyiCurve(sampled, adjacency: .addOrRemove).value(excessOrder: 1e-7)
        #expect(epsilon.isFinite && (steps < 1_000_000_000 || epsilon >= mean && epsilon < 1.1 * mean))
      }
    }
  }
}
