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
