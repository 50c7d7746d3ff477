import Foundation
import Learning
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Examples left out for a test") struct TestFractionTests {
  private static func load(_ fraction: Double?, seed: UInt64 = 1, examples: Int = 50) throws -> (Dataset, Dataset?) {
    let data = try DataSpecification(
      source: .gaussianBlobs(examples: examples, features: 3, classes: 2, spread: 1), scale: 1, examples: nil,
      testFraction: fraction)
    return try Dataset.loadParts(data, relativeTo: URL(filePath: "/"), seed: seed)
  }

  private static func rows(_ dataset: Dataset) -> [Example] { (0..<dataset.count).map(dataset.example) }

  @Test("are the stated share, rounded, with the rest in order for training, and neither part is empty")
  func splits() throws {
    let whole = Self.rows(try Self.load(nil).0)
    for (fraction, count) in [(0.2, 10), (0.5, 25), (0.001, 1), (0.999, 49)] {
      let (training, test) = try Self.load(fraction)
      let left = Self.rows(try #require(test))
      #expect(left.count == count && training.count == 50 - count && training.classes == 2)
      #expect(Self.rows(training) == whole.filter { !left.contains($0) })
      #expect(left == whole.filter { left.contains($0) })
    }
  }

  @Test("depend on the seed alone, and an audit of the same data trains without them")
  func dependOnSeed() throws {
    // Blobs change with the seed; which ones are left out shows in the labels, 0 and 1 in turn.
    let (first, second) = (try Self.load(0.5), try Self.load(0.5))
    #expect(first.0 == second.0 && first.1 == second.1)
    #expect(try Self.load(0.5, seed: 2).0.labels != first.0.labels)
    let data = try DataSpecification(
      source: .gaussianBlobs(examples: 50, features: 3, classes: 2, spread: 1), scale: 1, examples: nil,
      testFraction: 0.5)
    #expect(try Dataset.load(data, relativeTo: URL(filePath: "/"), seed: 1) == first.0)
  }

  @Test("every example is left out equally often over the seeds")
  func isUniform() throws {
    var counts = [Int](repeating: 0, count: 10)
    try withTemporaryFolder { folder in
      let rows = (0..<10).map { "\($0),\($0 % 2)\n" }.joined()
      try "x,label\n\(rows)".write(to: folder.appending(path: "x.csv"), atomically: false, encoding: .utf8)
      for seed in 0..<2000 {
        let test = try #require(try Dataset.loadParts(Self.file(), relativeTo: folder, seed: UInt64(seed)).test)
        for row in 0..<test.count { counts[Int(test.features[row, 0])] += 1 }
      }
    }
    // Each count is binomial of 2000 and 0.3, of standard deviation 20.5: five of them, false alarm below 1e-5.
    #expect(counts.allSatisfy { abs($0 - 600) < 103 }, "\(counts)")
  }

  @Test("a single example cannot be shared out")
  func refusesOne() throws {
    try withTemporaryFolder { folder in
      try "x,label\n1,1\n".write(to: folder.appending(path: "x.csv"), atomically: false, encoding: .utf8)
      #expect {
        try Dataset.loadParts(Self.file(), relativeTo: folder, seed: 1)
      } throws: {
        "\($0)" == "data.testFraction must be left out for a single example, got 0.3"
      }
    }
  }

  private static func file() throws -> DataSpecification {
    try DataSpecification(
      source: .csv(path: "x.csv", labelColumn: "label"), scale: 1, examples: nil, testFraction: 0.3)
  }
}
