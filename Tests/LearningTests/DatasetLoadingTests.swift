import Foundation
import Learning
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Loading a dataset") struct DatasetLoadingTests {
  static let audits = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("audits")

  static func load(
    _ source: DataSpecification.Source, scale: Double = 1, examples: Int? = nil, relativeTo directory: URL = audits,
    seed: UInt64 = 1
  ) throws -> Dataset {
    try Dataset.load(
      DataSpecification(source: source, scale: scale, examples: examples), relativeTo: directory, seed: seed)
  }

  static let digits = DataSpecification.Source.csv(path: "data/digits.csv", labelColumn: "label")

  @Test("finds the digits with the counts that UCI gives for its test part") func digits() throws {
    let dataset = try Self.load(Self.digits)
    #expect((dataset.count, dataset.featureCount, dataset.classes) == (1797, 64, 10))
    let counts = (0..<10).map { digit in dataset.labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(dataset.features.elements.allSatisfy { (0...16).contains($0) && $0 == $0.rounded() })
    // Computed in Python from sklearn.datasets.load_digits, not from this file.
    #expect(dataset.fingerprint == 0x698d_1550_c72c_d6bd)
  }

  @Test("cuts to the first examples and scales") func cutsAndScales() throws {
    let whole = try Self.load(Self.digits)
    let part = try Self.load(Self.digits, scale: 0.0625, examples: 100)
    #expect(part.features.elements == whole.features.elements.prefix(6400).map { $0 / 16 })
    #expect(part.labels == Array(whole.labels.prefix(100)))
    #expect(part.classes == 10)
    #expect(
      message { try Self.load(Self.digits, examples: 1798) }
        == "data.examples must be from 1 to the 1797 that the dataset has, got 1798")
  }

  @Test("draws synthetic data from trial 0 of the seed, for the purpose data") func synthetic() throws {
    var stream = RandomStream(seed: 7, trial: 0, purpose: .data)
    let blobs = try Dataset.gaussianBlobs(examples: 20, features: 3, classes: 2, spread: 0.1, using: &stream)
    let source = DataSpecification.Source.gaussianBlobs(examples: 20, features: 3, classes: 2, spread: 0.1)
    #expect(try Self.load(source, seed: 7) == blobs)
    #expect(try Self.load(source, seed: 8) != blobs)

    stream = RandomStream(seed: 7, trial: 0, purpose: .data)
    let bits = try Dataset.sparseBinary(examples: 20, features: 30, classes: 2, density: 0.1, using: &stream)
    #expect(
      try Self.load(.sparseBinary(examples: 20, features: 30, classes: 2, density: 0.1), seed: 7) == bits)
  }

  @Test("takes every kind of file") func files() throws {
    try withTemporaryFolder { directory in
      func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: directory.appendingPathComponent(name))
      }
      try write(IDXDatasetTests.images.bytes, "images")
      try write(IDXDatasetTests.labels.bytes, "labels")
      try write(CIFARDatasetTests.batch([[1], [2]]).bytes, "batch")
      for name in ["numpy-f4.npy", "numpy-labels.npy", "numpy-stored.npz"] { try write(vector(name).bytes, name) }

      let idx = try Self.load(.idx(images: "images", labels: "labels"), relativeTo: directory)
      #expect(try idx == .idx(images: IDXDatasetTests.images, labels: IDXDatasetTests.labels))
      let cifar = try Self.load(.cifar(paths: ["batch", "./batch"], classes: 10), relativeTo: directory)
      #expect(cifar.labels == [1, 2, 1, 2])
      let numPy = try Self.load(.numpy(features: "numpy-f4.npy", labels: "numpy-labels.npy"), relativeTo: directory)
      let archive = try Self.load(
        .numpyArchive(path: "numpy-stored.npz", features: "x", labels: "y"), relativeTo: directory)
      #expect(numPy.count == 3)
      #expect(numPy == archive)
      let absolute = directory.appendingPathComponent("numpy-stored.npz").path
      #expect(try Self.load(.numpyArchive(path: absolute, features: "x", labels: "y")) == archive)
    }
  }

  @Test("names a file that is not there, and where it was looked for") func missingFile() {
    #expect(
      message { try Self.load(.csv(path: "data/none.csv", labelColumn: "label")) }
        == "data/none.csv: cannot be read: there is no such file; the path starts from \(Self.audits.path)")
    #expect(
      message { try Self.load(.csv(path: "data", labelColumn: "label")) }
        == "data: cannot be read: it is not a regular file")
  }
}
