import Foundation
import NumericalCore
import Testing

@Suite("Gaussian noise kernel") struct GaussianNoiseTests {
  static func normals(
    _ count: Int, seed: UInt64 = 7, trial: Int = 3, step: Int = 5, on instructionSet: InstructionSet = .best
  ) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      RandomStream(seed: seed, trial: trial, purpose: .noise, step: step)
        .addGaussian(standardDeviation: 1, to: $0, instructionSet: instructionSet)
    }
    return values
  }

  @Test("gives the same bits on every instruction set", arguments: [1, 63, 64, 65, 100_003])
  func sameBits(count: Int) {
    let reference = Self.normals(count, on: .baseline).map(\.bitPattern)
    for instructionSet in InstructionSet.allCases {
      #expect(Self.normals(count, on: instructionSet).map(\.bitPattern) == reference)
    }
  }

  @Test("gives element i the same normal whatever the count")
  func prefix() {
    let long = Self.normals(1000)
    for count in [1, 17, 64, 129, 999] { #expect(Self.normals(count) == Array(long.prefix(count))) }
  }

  @Test("is the Box–Muller transform of this stream's Philox words")
  func isBoxMuller() {
    let (seed, trial, step): (UInt64, Int, Int) = (0x1234_5678_9ABC_DEF0, 1 << 33 | 77, 9)
    let values = Self.normals(640, seed: seed, trial: trial, step: step)
    for index in values.indices {
      let (group, word, lane) = (index / 64, index % 64 / 16, index % 16)
      let words = Philox4x32.block(
        .init(
          UInt32(group * 16 + lane), UInt32(step), UInt32(truncatingIfNeeded: trial),
          UInt32(StreamPurpose.noise.rawValue) << 24 | UInt32(trial >> 32)),
        key: .init(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
      let (radiusWord, angleWord) = word < 2 ? (words.x, words.y) : (words.z, words.w)
      let radius = (-2 * log((Double(radiusWord) + 0.5) * 0x1p-32)).squareRoot()
      let angle = Double.pi / 4 * Double(Int32(bitPattern: angleWord << 2)) * 0x1p-31
      let (isNegative, isSwapped) = (angleWord >> 31 == 1, angleWord >> 30 & 1 == 1)
      let cosine = isNegative ? -cos(angle) : cos(angle)
      let expected = radius * ((word % 2 == 0) == isSwapped ? sin(angle) : cosine)
      #expect(abs(Double(values[index]) - expected) < 1e-6 * radius + 6e-8 / radius)
    }
  }

  @Test("adds to what is there, scaled")
  func adds() {
    let normals = Self.normals(100)
    var values = [Float](repeating: 10, count: 100)
    values.withUnsafeMutableBufferPointer {
      RandomStream(seed: 7, trial: 3, purpose: .noise, step: 5).addGaussian(standardDeviation: 0.5, to: $0)
    }
    #expect(zip(values, normals).allSatisfy { $0 == 10 + $1 * 0.5 })
  }

  @Test("starts at any element")
  func startsAnywhere() {
    let long = Self.normals(1000)
    for (first, count) in [(0, 5), (1, 63), (63, 2), (64, 64), (100, 300), (999, 1)] {
      var values = [Float](repeating: 0, count: count)
      values.withUnsafeMutableBufferPointer {
        RandomStream(seed: 7, trial: 3, purpose: .noise, step: 5).addGaussian(
          standardDeviation: 1, to: $0, first: first)
      }
      #expect(values == Array(long[first..<first + count]))
    }
  }

  @Test("a fused step of descent is the step on the noisy sum", arguments: InstructionSet.allCases, [1, 64, 1000])
  func descends(instructionSet: InstructionSet, count: Int) {
    let normals = Self.normals(count)
    let sum = (0..<count).map { Float($0) / 7 - 3 }
    var parameters = (0..<count).map { 1 / Float($0 + 1) }
    let expected = zip(parameters, zip(sum, normals)).map { $0 - ($1.0 + $1.1 * 2.5) * 0.125 }
    parameters.withUnsafeMutableBufferPointer { parameters in
      sum.withUnsafeBufferPointer {
        RandomStream(seed: 7, trial: 3, purpose: .noise, step: 5)
          .descend(parameters, along: $0, rate: 0.125, standardDeviation: 2.5, instructionSet: instructionSet)
      }
    }
    #expect(parameters == expected)
  }

  @Test(
    "a projection is the inner product with the same normals, on every instruction set", arguments: [1, 64, 10_007])
  func projects(count: Int) {
    let direction = (0..<count).map { Float(($0 * 37) % 101) / 50 - 1 }
    let expected = zip(direction, Self.normals(count)).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let projections = InstructionSet.allCases.map { instructionSet in
      direction.withUnsafeBufferPointer {
        RandomStream(seed: 7, trial: 3, purpose: .noise, step: 5)
          .gaussianProjection(on: $0, instructionSet: instructionSet)
      }
    }
    #expect(Set(projections).count == 1)
    #expect(abs(projections[0] - expected) < 1e-6 * Double(count).squareRoot())
  }

  @Test(
    "counts the normals above the cutoff of their coin", arguments: InstructionSet.allCases,
    [(0, 1), (0, 64), (5, 700), (64, 128), (130, 40)])
  func counts(instructionSet: InstructionSet, range: (first: Int, count: Int)) {
    let normals = Self.normals(range.first + range.count)
    let coins = (0..<30).map { UInt32(truncatingIfNeeded: ($0 + 1) &* 0x9E37_79B9) }
    var expected = (0, 0)
    for index in range.first..<range.first + range.count {
      let bit = index - range.first / 64 * 64
      if coins[bit / 32] >> (bit % 32) & 1 == 1 {
        if normals[index] > 0.25 { expected.1 += 1 }
      } else if normals[index] > -0.5 {
        expected.0 += 1
      }
    }
    let observed = coins.withUnsafeBufferPointer {
      RandomStream(seed: 7, trial: 3, purpose: .noise, step: 5).countGaussian(
        above: (-0.5, 0.25), coins: $0, first: range.first, count: range.count, instructionSet: instructionSet)
    }
    #expect(observed == expected)
  }
}
