import NumericalCore
import PrivacyAccounting
import Testing

import func Foundation.exp
import func Foundation.log
import func Foundation.pow

@Suite("Optimal conversion from Rényi") struct RenyiConversionTests {
  /// Seed of the random pairs.
  static let seed: UInt64 = 0xB1_4A

  @Test("is sound: no pair of Bernoulli laws exceeds what its own divergence allows", arguments: 0..<200)
  func isSound(trial: Int) {
    var stream = RandomStream(seed: Self.seed, trial: trial, purpose: .data)
    let (p, y) = (stream.nextUniform(), exp(-12 * stream.nextUniform()))
    let excessOrder = exp(12 * stream.nextUniform() - 6)
    let delta = p * exp(-10 * stream.nextUniform())
    let order = 1 + excessOrder
    let moment = p * pow(p / y, excessOrder) + (1 - p) * pow((1 - p) / (1 - y), excessOrder)
    guard moment.isFinite, moment > 1 + 1e-9 else { return }
    let epsilon = RenyiConversion(excessOrder: excessOrder, delta: delta)
      .epsilon(renyiValue: log(moment) / excessOrder)
    #expect(epsilon >= log((p - delta) / y) - 1e-6 / order, "p \(p), y \(y), order \(order), delta \(delta)")
  }

  @Test(
    "is tight: just below it a pair of Bernoulli laws is found by search, just above none",
    arguments: [0.01, 0.7, 4, 30], [1e-8, 1e-3, 0.2])
  func isTight(excessOrder: Double, delta: Double) {
    for renyiValue in [1e-4, 0.05, 1, 3] {
      let epsilon = RenyiConversion(excessOrder: excessOrder, delta: delta).epsilon(renyiValue: renyiValue)
      guard epsilon > 1e-3, epsilon < 500 else { continue }
      func smallestMoment(_ epsilon: Double) -> Double {
        let smallest = log(delta) - 20
        return (1..<20_000).map { index in
          let mass = exp(smallest + (log(1 - delta) - smallest) * Double(index) / 20_000)
          let (p, y) = (delta + mass, mass * exp(-epsilon))
          return p * pow(p / y, excessOrder) + (1 - p) * pow((1 - p) / (1 - y), excessOrder)
        }.min() ?? 0
      }
      let allowed = exp(excessOrder * renyiValue)
      #expect(smallestMoment(epsilon * 1.0001) > allowed, "r = \(renyiValue)")
      #expect(smallestMoment(epsilon * 0.999) < allowed, "r = \(renyiValue)")
    }
  }

  @Test("is never looser than Proposition 12", arguments: [1e-3, 0.5, 9, 400, 99_999], [1e-100, 1e-5, 0.3])
  func improvesOnProposition12(excessOrder: Double, delta: Double) {
    let conversion = RenyiConversion(excessOrder: excessOrder, delta: delta)
    var previous = 0.0
    for renyiValue in [0, 1e-30, 1e-12, 1e-6, 1e-3, 0.1, 2, 50, 1e4, 1e12] {
      let epsilon = conversion.epsilon(renyiValue: renyiValue)
      let known = epsilonByProposition12(excessOrder: excessOrder, renyiValue: renyiValue, delta: delta)
      #expect(epsilon >= previous * (1 - 1e-12) && epsilon <= max(0, known))
      previous = epsilon
    }
  }

  @Test("shows perfect privacy when the divergence is 0")
  func showsPerfectPrivacy() {
    #expect(RenyiConversion(excessOrder: 10, delta: 1e-9).epsilon(renyiValue: 0) == 0)
  }
}
