import Foundation
import NumericalCore
import Testing

@Suite("Law of the Gaussian noise") struct NoiseLawTests {
  @Test("has the moments and tails of a normal, and no correlation between neighbours")
  func moments() throws {
    let values = GaussianNoiseTests.normals(4_000_000).map(Double.init)
    try expectStandardNormal(values)
    for lag in [1, 2, 16, 64] {
      let products = zip(values, values.dropFirst(lag)).reduce(0.0) { $0 + $1.0 * $1.1 }
      #expect(abs(products) < 6 * Double(values.count).squareRoot(), "lag \(lag)")
    }
  }

  @Test("has the distribution function of a normal, by Kolmogorov's test on 10⁸ draws, and its moments to order 8")
  func distribution() throws {
    try expectNormalLaw(draws: 100_000_000) { chunk, buffer in
      RandomStream(seed: 99, trial: chunk, purpose: .noise).addGaussian(standardDeviation: 1, to: buffer)
    }
  }

  /// Half of 2³⁰ draws for either cutoff; a false alarm has probability below 1e-8.
  @Test("is beyond 4.5, 5 and 6 standard deviations as often as a normal", arguments: [(4.5, 5.0), (5.0, 6.0)])
  func farTails(cutoffs: (Double, Double)) throws {
    let coins = [UInt32](repeating: 0xAAAA_AAAA, count: 1 << 25)
    let counts = coins.withUnsafeBufferPointer {
      RandomStream(seed: 17, trial: 4, purpose: .noise)
        .countGaussian(above: (Float(cutoffs.0), Float(cutoffs.1)), coins: $0, count: 1 << 30)
    }
    for (cutoff, count) in [(cutoffs.0, counts.0), (cutoffs.1, counts.1)] {
      let expected = try Double(1 << 29) * GSL.normalUpperTail(cutoff)
      #expect(abs(Double(count) - expected) < 6 * expected.squareRoot() + 6, "beyond \(cutoff)")
    }
  }

  @Test("streams of other seeds, trials, steps and purposes are uncorrelated with each other")
  func independentStreams() {
    func stream(_ seed: UInt64, _ trial: Int, _ purpose: StreamPurpose, _ step: Int) -> [Float] {
      var values = [Float](repeating: 0, count: 1_000_000)
      values.withUnsafeMutableBufferPointer {
        RandomStream(seed: seed, trial: trial, purpose: purpose, step: step).addGaussian(standardDeviation: 1, to: $0)
      }
      return values
    }
    let streams = [
      stream(1, 1, .noise, 0), stream(2, 1, .noise, 0), stream(1 << 32 | 1, 1, .noise, 0), stream(1, 2, .noise, 0),
      stream(1, 1 << 32 | 1, .noise, 0), stream(1, 1, .noise, 1), stream(1, 1, .sampling, 0),
    ]
    for first in streams.indices {
      for second in streams.indices where second > first {
        // Products and products of squares: six standard deviations.
        let (a, b) = (streams[first], streams[second])
        var (products, squares) = (0.0, 0.0)
        for index in a.indices {
          let (x, y) = (Double(a[index]), Double(b[index]))
          products += x * y
          squares += (x * x - 1) * (y * y - 1)
        }
        #expect(abs(products) < 6 * 1e3 && abs(squares) < 6 * 2 * 1e3, "streams \(first) and \(second)")
      }
    }
  }
}

@Suite("Laplace noise kernel") struct LaplaceNoiseTests {
  static func numbers(_ count: Int, first: Int = 0, on instructionSet: InstructionSet = .best) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      RandomStream(seed: 7, trial: 3, purpose: .noise)
        .addLaplace(scale: 1, to: $0, first: first, instructionSet: instructionSet)
    }
    return values
  }

  @Test("gives the same bits on every instruction set, from any element on", arguments: [1, 31, 32, 33, 10_001])
  func sameBits(count: Int) {
    let reference = Self.numbers(count)
    for instructionSet in InstructionSet.allCases { #expect(Self.numbers(count, on: instructionSet) == reference) }
    #expect(Self.numbers(count / 2, first: count - count / 2) == Array(reference.suffix(count / 2)))
  }

  @Test("is the signed exponential of this stream's Philox words")
  func isSignedExponential() {
    let values = Self.numbers(320)
    for index in values.indices {
      let (group, word, lane) = (index / 32, index % 32 / 16, index % 16)
      let words = Philox4x32.block(
        .init(UInt32(group * 16 + lane), 0, 3, UInt32(StreamPurpose.noise.rawValue) << 24), key: .init(7, 0))
      let (coarse, fine) = word == 0 ? (words.x, words.y) : (words.z, words.w)
      let exponential = -log(Double(coarse) * 0x1p-32 + (Double(fine >> 1) + 0.5) * 0x1p-63)
      let expected = fine & 1 == 1 ? exponential : -exponential
      #expect(abs(Double(values[index]) - expected) < 1e-6 * max(exponential, 1))
    }
  }

  @Test("has the moments and tails of a Laplace number")
  func law() {
    let values = Self.numbers(4_000_000).map(Double.init)
    // E[x^2k] = (2k)!, odd moments vanish; within six standard deviations.
    let moments = [1.0, 0, 2, 0, 24, 0, 720, 0, 40_320]
    for order in 1...4 {
      let observed = values.reduce(0) { $0 + pow($1, Double(order)) } / 4e6
      let deviation = (moments[2 * order] - moments[order] * moments[order]).squareRoot() / 2e3
      #expect(abs(observed - moments[order]) < 6 * deviation, "moment \(order)")
    }
    for threshold in [0.1, 1, 3, 6, 10] {
      for sign in [1.0, -1] {
        let expected = 4e6 * exp(-threshold) / 2
        #expect(abs(Double(values.count { sign * $0 > threshold }) - expected) < 6 * expected.squareRoot())
      }
    }
  }
}
