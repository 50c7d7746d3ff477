import Foundation
import NumericalCore
import Testing

@Suite("ChaCha20") struct ChaCha20Tests {
  /// RFC 8439, section 2.3.2, and test vectors 1 and 2 of its appendix A.1.
  @Test("gives the blocks of RFC 8439", arguments: InstructionSet.allCases)
  func knownAnswers(instructionSet: InstructionSet) {
    let counting = ChaCha20.Key(
      words: .init(
        0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c, 0x1312_1110, 0x1716_1514, 0x1b1a_1918, 0x1f1e_1d1c))
    let blocks = ChaCha20.blocks(
      key: counting, nonce: .init(0x0900_0000, 0x4a00_0000, 0), counter: 1, instructionSet: instructionSet)
    #expect(
      blocks[0] == [
        0xe4e7_f110, 0x1559_3bd1, 0x1fdd_0f50, 0xc471_20a3, 0xc7f4_d1c7, 0x0368_c033, 0x9aaa_2204, 0x4e6c_d4c3,
        0x4664_82d2, 0x09aa_9f07, 0x05d7_c214, 0xa202_8bd9, 0xd19c_12b5, 0xb94e_16de, 0xe883_d0cb, 0x4e3c_50a2,
      ])
    let zero = ChaCha20.blocks(
      key: ChaCha20.Key(words: .zero), nonce: .zero, counter: 0, instructionSet: instructionSet)
    #expect(
      zero[0] == [
        0xade0_b876, 0x903d_f1a0, 0xe56a_5d40, 0x28bd_8653, 0xb819_d2bd, 0x1aed_8da0, 0xccef_36a8, 0xc70d_778b,
        0x7c59_41da, 0x8d48_5751, 0x3fe0_2477, 0x374a_d8b8, 0xf4b8_436a, 0x1ca1_1815, 0x69b6_87c3, 0x8665_eeb2,
      ])
    #expect(zero[1].prefix(4) == [0xbee7_079f, 0x7a38_5155, 0x7c97_ba98, 0x0d08_2d73])
  }

  @Test("sixteen blocks at once are the blocks one by one, counters wrapping")
  func counters() {
    let key = ChaCha20.Key(words: .init(repeating: 5))
    let blocks = ChaCha20.blocks(key: key, nonce: .init(1, 2, 3), counter: .max - 4)
    for offset in 0..<16 {
      let counter = (UInt32.max - 4) &+ UInt32(offset)
      #expect(ChaCha20.blocks(key: key, nonce: .init(1, 2, 3), counter: counter)[0] == blocks[offset])
    }
  }

  @Test("keys of the operating system differ")
  func keysDiffer() throws {
    let keys = try (0..<100).map { _ in try ChaCha20.Key.fromOperatingSystem().words }
    #expect(Set(keys).count == 100)
  }
}

@Suite("Secure Gaussian noise") struct SecureGaussianTests {
  /// A fixed key, so that the tests are repeatable.
  static let key = ChaCha20.Key(words: .init(1, 2, 3, 4, 5, 6, 7, 8))

  static func released(
    _ sum: [Float], standardDeviation: Double = 1, run: UInt64 = 0, on instructionSet: InstructionSet = .best
  ) -> [Float] {
    var noise = SecureGaussian(key: key, run: run)
    var values = sum
    values.withUnsafeMutableBufferPointer {
      noise.release($0, standardDeviation: standardDeviation, instructionSet: instructionSet)
    }
    return values
  }

  @Test(
    "gives the same bits on every instruction set, and a prefix to a shorter sum", arguments: [1, 159, 160, 10_001])
  func sameBits(count: Int) {
    let sum = (0..<count).map { Float($0 % 97) / 7 - 5 }
    let reference = Self.released(sum, standardDeviation: 0.3)
    for instructionSet in InstructionSet.allCases {
      #expect(Self.released(sum, standardDeviation: 0.3, on: instructionSet) == reference)
    }
    #expect(Self.released(Array(sum.prefix(count / 2)), standardDeviation: 0.3) == Array(reference.prefix(count / 2)))
  }

  @Test("is the lattice point nearest to the sum with Box–Muller noise of the ChaCha20 words")
  func isRoundedBoxMuller() {
    let (deviation, spacing) = (3.0, 2.0 / 256)
    #expect(SecureGaussian.spacing(standardDeviation: deviation) == spacing)
    let values = Self.released([Float](repeating: 0.7, count: 640), standardDeviation: deviation)
    for index in values.indices {
      let (group, vector, lane) = (index / 160, index % 160 / 16, index % 16)
      let words = ChaCha20.blocks(key: Self.key, nonce: .zero, counter: UInt32(16 * group + lane))[0]
      let pair = vector / 2
      let u = Double(words[3 * pair]) * 0x1p-32 + (Double(words[3 * pair + 1]) + 0.5) * 0x1p-64
      let angle = Double.pi / 4 * Double(Int32(bitPattern: words[3 * pair + 2] << 2)) * 0x1p-31
      let cosine = words[3 * pair + 2] >> 31 == 1 ? -cos(angle) : cos(angle)
      let isSwapped = words[3 * pair + 2] >> 30 & 1 == 1
      let normal = (-2 * log(u)).squareRoot() * ((vector % 2 == 0) == isSwapped ? sin(angle) : cosine)
      // Half the spacing, and what single precision may add.
      #expect(abs(Double(values[index]) - Double(Float(0.7)) - deviation * normal) < spacing / 2 + 1e-5)
      #expect(values[index].remainder(dividingBy: Float(spacing)) == 0)
    }
  }

  @Test("noise is fresh in every call, and in every run with the same key")
  func fresh() {
    var noise = SecureGaussian(key: Self.key, run: 0)
    var (first, second) = ([Float](repeating: 0, count: 1000), [Float](repeating: 0, count: 1000))
    first.withUnsafeMutableBufferPointer { noise.release($0, standardDeviation: 1) }
    second.withUnsafeMutableBufferPointer { noise.release($0, standardDeviation: 1) }
    let other = Self.released([Float](repeating: 0, count: 1000), run: 1)
    for (a, b) in [(first, second), (first, other), (second, other)] {
      // Two independent draws agree on the lattice with probability 1.1e-3 each.
      #expect(zip(a, b).count { $0 == $1 } < 15)
      let product = zip(a, b).reduce(0.0) { sum, pair in sum + Double(pair.0 * pair.1) }
      #expect(abs(product) < 6 * 1000.0.squareRoot())
    }
  }

  @Test("has the law of a normal rounded to the lattice: Kolmogorov's test on 2·10⁷ draws, moments and tails")
  func law() throws {
    var noise = SecureGaussian(key: Self.key, run: 7)
    try expectNormalLaw(draws: 20_000_000, spacing: 1.0 / 256) { _, buffer in
      noise.release(buffer, standardDeviation: 1)
    }
  }
}

@Suite("Floating-point attacks on Gaussian noise") struct FloatingPointAttackTests {
  /// Two candidate sums that the attacker knows.
  static let (small, large): (Float, Float) = (0, 1)

  /// How often the attacker is right who says "large" exactly when an output has no bit below the spacing of the floats
  /// around 1, as every sum with 1 in it has had to leave them (after Haney et al., arXiv:2207.13793).
  private static func successes(_ release: ([Float]) -> [Float]) -> Int {
    let count = 100_000
    func looksLarge(_ output: Float) -> Bool { output.remainder(dividingBy: 0x1p-24) == 0 }
    return release([Float](repeating: small, count: count)).count { !looksLarge($0) }
      + release([Float](repeating: large, count: count)).count(where: looksLarge)
  }

  @Test("the attack tells two sums apart under floating-point noise, and learns nothing from lattice noise")
  func precision() {
    let naive = Self.successes { sum in
      var values = sum
      values.withUnsafeMutableBufferPointer {
        RandomStream(seed: 5, trial: Int(sum[0]), purpose: .noise).addGaussian(standardDeviation: 1, to: $0)
      }
      return values
    }
    // Never wrong about 1, and certain of 0 whenever the noise is small enough to have finer bits.
    #expect(naive > 120_000)
    let secure = Self.successes { SecureGaussianTests.released($0, run: UInt64($0[0])) }
    #expect(secure == 100_000)
  }

  /// A lattice point within three deviations of both has over 80 of 2·10⁷ draws in expectation.
  @Test("every output of one sum is an output of the other")
  func reachability() {
    let reached = [Self.small, 0.712_345_6].enumerated().map { run, sum in
      var points = Set<Float>()
      for chunk in 0..<20 {
        let values = SecureGaussianTests.released(
          [Float](repeating: sum, count: 1_000_000), run: UInt64(100 * run + chunk))
        for value in values where abs(value) <= 2.5 { points.insert(value) }
      }
      return points
    }
    #expect(reached[0] == reached[1])
    #expect(reached[0].count == 2 * 640 + 1)
  }
}
