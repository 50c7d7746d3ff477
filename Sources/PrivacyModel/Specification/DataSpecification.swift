/// Where a dataset comes from.
package struct DataSpecification: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// Comma-separated numbers under a header; one column holds the labels.
    case csv(path: String, labelColumn: String)
    /// A NumPy array file of features (examples, …) and one of labels.
    case numpy(features: String, labels: String)
    /// A NumPy archive with both arrays.
    case numpyArchive(path: String, features: String, labels: String)
    /// The IDX pair of MNIST and its kin.
    case idx(images: String, labels: String)
    /// The binary batches of CIFAR-10 or, with 100 classes, CIFAR-100.
    case cifar(paths: [String], classes: Int)
    /// Isotropic Gaussian clusters, one for each class.
    case gaussianBlobs(examples: Int, features: Int, classes: Int, spread: Double)
    /// Random bits around one prototype for each class, like purchase histories.
    case sparseBinary(examples: Int, features: Int, classes: Int, density: Double)
  }

  /// What a specification file calls the source.
  package enum Format: String, Codable, Sendable, CaseIterable {
    case csv, npy, npz, idx, cifar10, cifar100
    case gaussianBlobs = "gaussian-blobs"
    case sparseBinary = "sparse-binary"

    /// Made by a formula; `examples` is then the size of the dataset, and otherwise a limit.
    package var isSynthetic: Bool { self == .gaussianBlobs || self == .sparseBinary }
  }

  package let source: Source
  /// Every feature is multiplied by this.
  package let scale: Double
  /// Only the first so many examples of what was stored are used; all where nil.
  package let examples: Int?
  /// The share of the examples, drawn by the seed, that no model is trained on; none where nil.
  package let testFraction: Double?

  /// The number of classes that a dataset may have.
  package static let allowedClasses = 2...65_536

  /// - Throws: `InvalidValue` with the key that a specification file has for the value.
  package init(source: Source, scale: Double, examples: Int?, testFraction: Double? = nil) throws {
    try source.check()
    self.source = source
    self.scale = try checked(scale, "scale", in: .positive)
    self.examples = try examples.map { try checked($0, "examples", in: 1...Int.max) }
    self.testFraction = try testFraction.map { try checked($0, "testFraction", in: .openUnitInterval) }
    guard !source.format.isSynthetic || examples == nil else {
      throw InvalidValue(key: "examples", allowed: "given once for synthetic data", got: "a limit as well")
    }
  }
}

extension DataSpecification.Source {
  package var format: DataSpecification.Format {
    switch self {
    case .csv: .csv
    case .numpy: .npy
    case .numpyArchive: .npz
    case .idx: .idx
    case .cifar(_, let classes): classes == 10 ? .cifar10 : .cifar100
    case .gaussianBlobs: .gaussianBlobs
    case .sparseBinary: .sparseBinary
    }
  }

  /// The only place where the ranges of a source are settled.
  fileprivate func check() throws {
    switch self {
    case .csv, .numpy, .numpyArchive, .idx: break
    case .cifar(let paths, let classes):
      guard !paths.isEmpty else {
        throw InvalidValue(key: "files", allowed: "a list of at least one file", got: "an empty list")
      }
      precondition(classes == 10 || classes == 100, "CIFAR has 10 or 100 classes, got \(classes)")
    case .gaussianBlobs(let examples, let features, let classes, let spread):
      try checkSize(examples: examples, features: features, classes: classes)
      _ = try checked(spread, "spread", in: .positive)
    case .sparseBinary(let examples, let features, let classes, let density):
      try checkSize(examples: examples, features: features, classes: classes)
      _ = try checked(density, "density", in: .openUnitInterval)
    }
  }
}

/// Holds the size of a synthetic dataset to what can be made.
private func checkSize(examples: Int, features: Int, classes: Int) throws {
  _ = try checked(examples, "examples", in: 1...Int.max)
  _ = try checked(features, "features", in: 1...Int.max)
  _ = try checked(classes, "classes", in: DataSpecification.allowedClasses)
  let rows = max(examples, classes)
  let (numbers, overflow) = rows.multipliedReportingOverflow(by: features)
  guard !overflow, numbers <= 1 << 31 else {
    throw InvalidValue(
      key: "features", allowed: "at most \((1 << 31) / rows) for \(rows) examples or classes: 2^31 numbers in all",
      got: "\(features)")
  }
}
