import Foundation
import Learning
import NumericalCore
import Testing

@Suite("Synthetic datasets") struct SyntheticDatasetTests {
  static func stream(_ seed: UInt64) -> RandomStream { RandomStream(seed: seed, trial: 0, purpose: .data) }

  static func blobs(
    examples: Int = 60, features: Int = 5, classes: Int = 3, spread: Double = 0.5, seed: UInt64 = 1
  ) throws -> Dataset {
    var stream = stream(seed)
    return try .gaussianBlobs(
      examples: examples, features: features, classes: classes, spread: spread, using: &stream)
  }

  static func bits(
    examples: Int = 60, features: Int = 50, classes: Int = 3, density: Double = 0.2, redrawing: Double = 0.3,
    seed: UInt64 = 1
  ) throws -> Dataset {
    var stream = stream(seed)
    return try .sparseBinary(
      examples: examples, features: features, classes: classes, density: density, redrawing: redrawing, using: &stream)
  }

  @Test("depend on the seed alone, and a larger one begins with the smaller") func determinism() throws {
    #expect(try Self.blobs() == Self.blobs())
    #expect(try Self.blobs() != Self.blobs(seed: 2))
    #expect(try Self.blobs(examples: 90).first(60) == Self.blobs())
    #expect(try Self.bits() == Self.bits())
    #expect(try Self.bits() != Self.bits(seed: 2))
    #expect(try Self.bits(examples: 90).first(60) == Self.bits())
  }

  @Test("have their classes in turn") func labels() throws {
    #expect(try Self.blobs(examples: 5).labels == [0, 1, 2, 0, 1])
    #expect(try Self.bits(examples: 5).labels == [0, 1, 2, 0, 1])
  }

  // Limits below are six standard errors: a right generator fails one with probability 2e-9.

  @Test("Gaussian blobs have standard normal centres and the spread around them") func blobMoments() throws {
    let (features, classes, spread) = (2_000, 3, 0.5)
    let centres = try Self.blobs(
      examples: classes, features: features, classes: classes, spread: .leastNonzeroMagnitude)
    let dataset = try Self.blobs(examples: 300, features: features, classes: classes, spread: spread)
    let all = centres.features.elements.map(Double.init)
    #expect(abs(mean(all)) < 6 / Double(all.count).squareRoot())
    #expect(abs(mean(all.map { $0 * $0 }) - 1) < 6 * (2 / Double(all.count)).squareRoot())

    let offsets = (0..<dataset.count).flatMap { example in
      zip(dataset.features.row(example), centres.features.row(example % classes)).map { Double($0) - Double($1) }
    }
    let count = Double(offsets.count)
    #expect(abs(mean(offsets)) < 6 * spread / count.squareRoot())
    #expect(abs(mean(offsets.map { $0 * $0 }) - spread * spread) < 6 * spread * spread * (2 / count).squareRoot())
  }

  @Test(
    "sparse bits have the density and stray from the prototype as documented",
    arguments: [
      (0.2, 0.3), (0.7, 0.1), (0.01, 1.0),
    ])
  func bitMoments(density: Double, redrawing: Double) throws {
    let (features, classes) = (5_000, 4)
    let prototypes = try Self.bits(
      examples: classes, features: features, classes: classes, density: density, redrawing: 0)
    let dataset = try Self.bits(
      examples: 200, features: features, classes: classes, density: density, redrawing: redrawing)
    #expect(dataset.features.elements.allSatisfy { $0 == 0 || $0 == 1 })

    let bits = prototypes.features.elements.map(Double.init)
    expectShare(mean(bits), density, of: bits.count)
    var strayedFromZero = (0, of: 0)
    var strayedFromOne = (0, of: 0)
    for example in 0..<dataset.count {
      for (bit, prototype) in zip(dataset.features.row(example), prototypes.features.row(example % classes)) {
        if prototype == 0 {
          strayedFromZero = (strayedFromZero.0 + (bit == 1 ? 1 : 0), strayedFromZero.of + 1)
        } else {
          strayedFromOne = (strayedFromOne.0 + (bit == 0 ? 1 : 0), strayedFromOne.of + 1)
        }
      }
    }
    expectShare(Double(strayedFromZero.0) / Double(strayedFromZero.of), redrawing * density, of: strayedFromZero.of)
    expectShare(Double(strayedFromOne.0) / Double(strayedFromOne.of), redrawing * (1 - density), of: strayedFromOne.of)
  }

  @Test("refuse a spread that takes features beyond single precision") func refusals() {
    #expect(message { try Self.blobs(spread: 1e300) }.hasSuffix("must be a finite number, got inf"))
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Holds an observed share of `count` independent draws to within six standard errors of `probability`.
private func expectShare(_ share: Double, _ probability: Double, of count: Int) {
  let standardError = (probability * (1 - probability) / Double(count)).squareRoot()
  #expect(abs(share - probability) < 6 * standardError, "\(share) for \(probability)")
}
