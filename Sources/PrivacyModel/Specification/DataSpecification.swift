/// Where a dataset comes from.
package struct DataSpecification: Hashable, Codable, Sendable {
  package enum Source: Hashable, Codable, Sendable {
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

  package let source: Source
  /// Every feature is multiplied by this.
  package let scale: Double
  /// Only the first so many examples are used; all where nil.
  package let examples: Int?

  package init(source: Source, scale: Double, examples: Int?) throws {
    self.source = source
    self.scale = try checked(scale, "scale", in: .positive)
    self.examples = try examples.map { try checked($0, "examples", in: 1...Int.max) }
  }
}
