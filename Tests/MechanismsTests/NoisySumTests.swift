import Foundation
import Mechanisms
import NumericalCore
import PrivacyModel
import Testing

@Suite("Noisy sums in blocks") struct NoisySumBlockTests {
  private static func memberships(_ trials: Range<Int>, _ candidates: Int) -> [Membership] {
    (trials.lowerBound * candidates..<trials.upperBound * candidates).map { $0 % 3 == 1 ? .included : .excluded }
  }

  private static let mechanisms: [(mechanism: any Mechanism<Double>, candidates: Int)] = [
    (GaussianSum(records: [0.3, 5], candidates: [1], bound: 2, noiseMultiplier: 0.7), 1),
    (GaussianSum(records: [0.3, 5], candidates: [1, -0.5, 9], bound: 2, noiseMultiplier: 0.7), 3),
    (LaplaceSum(records: [0.3, 5], candidates: [1], bound: 2, noiseMultiplier: 0.7), 1),
    (LaplaceSum(records: [0.3, 5], candidates: [1, -0.5, 9], bound: 2, noiseMultiplier: 0.7), 3),
    (GaussianVectorSum(direction: nil, steps: 3, clipNorm: 2, noiseMultiplier: 0.7), 1),
  ]

  @Test(
    "a block has the outputs of its trials one by one, wherever it begins", arguments: mechanisms.indices,
    [0..<1, 0..<200, 63..<66, 1000..<1031, (1 << 32) - 70..<(1 << 32) + 70])
  func blocksAreTrials(index: Int, trials: Range<Int>) throws {
    let (mechanism, candidates) = Self.mechanisms[index]
    let memberships = Self.memberships(trials, candidates)
    let block = try #require(mechanism.observe(memberships, trials: trials, seed: 8))
    let single = try trials.map { trial in
      let row = (trial - trials.lowerBound) * candidates
      return try mechanism.observe(
        Array(memberships[row..<row + candidates]), in: TrialIdentity(seed: 8, index: trial))
    }
    #expect(block.map(\.bitPattern) == single.map(\.bitPattern))
  }

  @Test("noise is another in every trial and for every seed, also 2³² trials apart")
  func noiseIsFresh() throws {
    let mechanism = GaussianSum(records: [], candidates: [1], bound: 1, noiseMultiplier: 1)
    let outputs = [(1, 0), (2, 0), (1, 1 << 32), (1, 4096)].flatMap { seed, start in
      mechanism.observe(
        [Membership](repeating: .excluded, count: 4096), trials: start..<start + 4096, seed: UInt64(seed)) ?? []
    }
    // Single-precision numbers coincide by chance now and then.
    #expect(outputs.count == 4 * 4096 && Set(outputs).count > outputs.count - 100)
  }

  @Test("counting agrees with the outputs themselves", arguments: [(0, 100), (64, 5000), (192, 31)])
  func counting(start: Int, count: Int) throws {
    let mechanism = GaussianSum(records: [0.5], candidates: [-1.5], bound: 2, noiseMultiplier: 0.6)
    let coins = (0..<(count + 63) / 64 * 2).map { UInt32(truncatingIfNeeded: ($0 + 1) &* 0x9E37_79B9) }
    let memberships = (0..<count).map { coins[$0 / 32] >> ($0 % 32) & 1 == 1 ? Membership.included : .excluded }
    let outputs = try #require(mechanism.observe(memberships, trials: start..<start + count, seed: 3))
    let counts = coins.withUnsafeBufferPointer {
      mechanism.count(above: 0.21, trials: start..<start + count, coins: $0, seed: 3)
    }
    let above = zip(outputs, memberships).filter { $0.0 > 0.21 }
    #expect(counts.included == above.count { $0.1 == .included })
    #expect(counts.excluded == above.count { $0.1 == .excluded })
  }
}

@Suite("Laplace sum") struct LaplaceSumTests {
  @Test("adds the candidates that are in, clamped, under Laplace noise of scale times the bound")
  func law() throws {
    let mechanism = LaplaceSum(records: [0.5, -9, 1], candidates: [7, -0.5], bound: 2, noiseMultiplier: 1.5)
    for (memberships, sum) in [([Membership.excluded, .excluded], -0.5), ([.included, .included], 1.0)] {
      let rows = [[Membership]](repeating: memberships, count: 100_000).flatMap { $0 }
      let noise = try #require(mechanism.observe(rows, trials: 0..<100_000, seed: 4)).map { ($0 - sum) / 3 }
      for threshold in [0.0, 0.5, 1, 3] {
        for sign in [1.0, -1] {
          let expected = 1e5 * exp(-threshold) / 2
          #expect(abs(Double(noise.count { sign * $0 > threshold }) - expected) < 6 * expected.squareRoot())
        }
      }
    }
    #expect(mechanism.event == .laplace(noiseMultiplier: 1.5) && mechanism.adjacency == .addOrRemove)
  }
}

@Suite("Gaussian vector sum") struct GaussianVectorSumTests {
  private static let dimensions = 50

  private static func direction(random: Bool) -> [Float] {
    guard random else { return [1] + [Float](repeating: 0, count: dimensions - 1) }
    let raw = (1...dimensions).map { sin(Double($0 * $0)) }
    let norm = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return raw.map { Float($0 / norm) }
  }

  /// Kolmogorov and Smirnov's two-sample test: false alarms below 1e-6 each.
  @Test("drawing what is needed and drawing every coordinate give one law", arguments: [false, true], [1, 4])
  func sameLaw(random: Bool, steps: Int) throws {
    let all = GaussianVectorSum(
      direction: Self.direction(random: random), steps: steps, clipNorm: 3, noiseMultiplier: 0.8)
    let needed = GaussianVectorSum(direction: nil, steps: steps, clipNorm: 3, noiseMultiplier: 0.8)
    for membership in [Membership.excluded, .included] {
      let count = 100_000
      let long = (0..<count).map { all.observe([membership], in: TrialIdentity(seed: 1, index: $0)) }.sorted()
      let block = needed.observe([Membership](repeating: membership, count: count), trials: 0..<count, seed: 2)
      let short = try #require(block).sorted()
      var (i, j, largest) = (0, 0, 0)
      while i < count && j < count {
        if long[i] <= short[j] { i += 1 } else { j += 1 }
        largest = max(largest, abs(i - j))
      }
      #expect(Double(largest) < 2.7 * (2 * Double(count)).squareRoot())
      let mean = short.reduce(0, +) / Double(count)
      let expected = membership == .included ? 3 * Double(steps) : 0
      #expect(abs(mean - expected) < 6 * 0.8 * 3 * (Double(steps) / Double(count)).squareRoot())
    }
  }

  @Test("is the Gaussian mechanism, once for each step")
  func event() {
    func event(_ steps: Int) -> MechanismEvent {
      GaussianVectorSum(direction: nil, steps: steps, clipNorm: 3, noiseMultiplier: 0.8).event
    }
    #expect(event(1) == .gaussian(noiseMultiplier: 0.8))
    #expect(event(7) == .selfComposed(.gaussian(noiseMultiplier: 0.8), count: 7))
  }
}
