import Foundation
import NumericalCore
import Testing

@Suite("Random stream") struct RandomStreamTests {
  @Test("skipping leaves a stream where so many draws would", arguments: 0..<4, [0, 1, 2, 3, 4, 7, 1000])
  func skipping(before: Int, skipped: Int) {
    var (skipping, drawing) = (
      RandomStream(seed: 3, trial: 5, purpose: .data), RandomStream(seed: 3, trial: 5, purpose: .data)
    )
    for _ in 0..<before { #expect(skipping.next() == drawing.next()) }
    skipping.skip(skipped)
    for _ in 0..<skipped { _ = drawing.next() as UInt64 }
    for _ in 0..<5 { #expect(skipping.next() == drawing.next()) }
  }

  @Test("is a function of seed, trial, purpose and step, and of nothing else")
  func isAFunctionOfItsAddress() {
    func words(_ seed: UInt64, _ trial: Int, _ purpose: StreamPurpose, _ step: Int) -> [UInt64] {
      var stream = RandomStream(seed: seed, trial: trial, purpose: purpose, step: step)
      return (0..<5).map { _ in stream.next() }
    }
    #expect(words(1, 2, .noise, 3) == words(1, 2, .noise, 3))
    let others = [
      words(2, 2, .noise, 3), words(1 << 32 | 1, 2, .noise, 3), words(1, 3, .noise, 3),
      words(1, 2 + 1 << 32, .noise, 3),
      words(1, 2, .sampling, 3), words(1, 2, .noise, 4),
    ]
    #expect(Set(others.flatMap { $0 } + words(1, 2, .noise, 3)).count == 7 * 5)
  }

  @Test("draws uniforms with the mean, variance and frequencies of a uniform")
  func uniforms() {
    var stream = RandomStream(seed: 42, trial: 0, purpose: .data)
    var (sum, squares, cells) = (0.0, 0.0, [Int](repeating: 0, count: 100))
    for _ in 0..<1_000_000 {
      let value = stream.nextUniform()
      #expect(value > 0 && value < 1)
      sum += value
      squares += value * value
      cells[Int(value * 100)] += 1
    }
    // Six standard deviations: false alarm below 1e-6 each.
    #expect(abs(sum / 1e6 - 0.5) < 6 * (1.0 / 12).squareRoot() / 1000)
    #expect(abs(squares / 1e6 - 1.0 / 3) < 6 * (4.0 / 45).squareRoot() / 1000)
    let chiSquared = cells.reduce(0.0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    #expect(chiSquared < 99 + 6 * 198.0.squareRoot())
  }

  @Test("draws double-precision normals with the moments and tails of a normal")
  func doublePrecisionNormals() throws {
    var stream = RandomStream(seed: 42, trial: 1, purpose: .data)
    try expectStandardNormal((0..<1_000_000).map { _ in stream.nextNormal() })
  }
}

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
      let radius = (-2 * log((Double(radiusWord >> 1) + 0.5) * 0x1p-31)).squareRoot()
      let angle = 2 * Double.pi * Double(Int32(bitPattern: angleWord)) * 0x1p-32
      let expected = radius * (word % 2 == 0 ? cos(angle) : sin(angle))
      #expect(abs(Double(values[index]) - expected) < 1e-6 * max(radius, 1))
    }
  }

  @Test("has the moments and tails of a normal, and no correlation between neighbours")
  func moments() throws {
    let values = Self.normals(4_000_000).map(Double.init)
    try expectStandardNormal(values)
    for lag in [1, 2, 16, 64] {
      let products = zip(values, values.dropFirst(lag)).reduce(0.0) { $0 + $1.0 * $1.1 }
      #expect(abs(products) < 6 * Double(values.count).squareRoot(), "lag \(lag)")
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
}

/// Moments to order 8 and tail frequencies within six standard deviations.
private func expectStandardNormal(_ values: [Double]) throws {
  let count = Double(values.count)
  // E[x^2k] = (2k − 1)!!, and the variance of x^k is E[x^2k] − E[x^k]².
  let moments = [1.0, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10_395, 0, 135_135, 0, 2_027_025]
  for order in 1...8 {
    let observed = values.reduce(0) { $0 + pow($1, Double(order)) } / count
    let deviation = (moments[2 * order] - moments[order] * moments[order]).squareRoot() / count.squareRoot()
    #expect(abs(observed - moments[order]) < 6 * deviation, "moment \(order)")
  }
  for threshold in [0.5, 1, 2, 3, 4] {
    for sign in [1.0, -1] {
      let expected = try count * GSL.normalUpperTail(threshold)
      let observed = Double(values.count { sign * $0 > threshold })
      #expect(abs(observed - expected) < 6 * expected.squareRoot(), "beyond \(sign * threshold)")
    }
  }
}
