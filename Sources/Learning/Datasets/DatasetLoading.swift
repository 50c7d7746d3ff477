package import Foundation
internal import NumericalCore
package import PrivacyModel

extension Dataset {
  /// The dataset that `specification` describes, without the examples that are left out for a test.
  ///
  /// Parameters and errors are those of `loadParts`.
  package static func load(
    _ specification: DataSpecification, relativeTo directory: URL, seed: UInt64
  ) throws -> Dataset {
    try loadParts(specification, relativeTo: directory, seed: seed).training
  }

  /// What `specification` describes, in the examples for training and those for a test.
  ///
  /// Which ones are left out is drawn by the seed, from step 1 of trial 0 for the purpose `data`; their number is the
  /// fraction of all, rounded, and both parts get at least one.
  ///
  /// - Parameters: Those of `loadAll`.
  /// - Throws: Also `InvalidValue` for a test fraction of a single example.
  package static func loadParts(
    _ specification: DataSpecification, relativeTo directory: URL, seed: UInt64
  ) throws -> (training: Dataset, test: Dataset?) {
    let all = try loadAll(specification, relativeTo: directory, seed: seed)
    guard let fraction = specification.testFraction else { return (all, nil) }
    guard all.count > 1 else {
      throw InvalidValue(key: "data.testFraction", allowed: "left out for a single example", got: "\(fraction)")
    }
    let testCount = min(max(Int((fraction * Double(all.count)).rounded()), 1), all.count - 1)
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data, step: 1)
    var (isTest, left) = ([Bool](repeating: false, count: all.count), testCount)
    // Selection sampling: each example with probability (still wanted) / (still to come).
    for index in isTest.indices where stream.nextIndex(below: all.count - index) < left {
      isTest[index] = true
      left -= 1
    }
    return (
      try all.picking(isTest.indices.filter { !isTest[$0] }), try all.picking(isTest.indices.filter { isTest[$0] })
    )
  }

  /// The examples of these numbers; the classes stay.
  private func picking(_ indices: [Int]) throws -> Dataset {
    try Dataset(
      features: Matrix(rows: indices.count, columns: featureCount, elements: indices.flatMap { features.row($0) }),
      labels: indices.map { labels[$0] }, classes: classes)
  }

  /// The dataset as a test of what was trained on `other`: with its classes.
  ///
  /// - Throws: `InvalidValue` for `test` where a label is none of them or the features differ in number.
  package func testing(_ other: Dataset) throws -> Dataset {
    guard featureCount == other.featureCount else {
      throw InvalidValue(
        key: "test", allowed: "examples of \(other.featureCount) features, as in training", got: "\(featureCount)")
    }
    if let example = labels.firstIndex(where: { $0 >= other.classes }) {
      throw InvalidValue(
        key: "test", allowed: "examples with labels from 0 to \(other.classes - 1), as in training",
        got: "\(labels[example]) for example \(example)")
    }
    return try Dataset(features: features, labels: labels, classes: other.classes)
  }

  /// All that `specification` describes: loaded or drawn, cut to its first examples, scaled.
  ///
  /// - Parameters:
  ///   - specification: Its scale multiplies every feature; features are otherwise as stored.
  ///   - directory: Where relative paths start.
  ///   - seed: The key of the draws of a synthetic dataset, which are those of trial 0 for the purpose `data`.
  /// - Throws: `DatasetError`; `InvalidValue` for an `examples` or a `scale` that the data do not allow.
  private static func loadAll(
    _ specification: DataSpecification, relativeTo directory: URL, seed: UInt64
  ) throws -> Dataset {
    func file(_ path: String) throws -> DatasetFile { try DatasetFile(path: path, relativeTo: directory) }
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    let whole: Dataset
    switch specification.source {
    case .csv(let path, let labelColumn): whole = try .csv(file(path), labelColumn: labelColumn)
    case .numpy(let features, let labels): whole = try .numpy(features: file(features), labels: file(labels))
    case .numpyArchive(let path, let features, let labels):
      whole = try .numpyArchive(file(path), features: features, labels: labels)
    case .idx(let images, let labels): whole = try .idx(images: file(images), labels: file(labels))
    case .cifar(let paths, let classes): whole = try .cifar(paths.map { try file($0) }, classes: classes)
    case .gaussianBlobs(let examples, let features, let classes, let spread):
      whole = try .gaussianBlobs(
        examples: examples, features: features, classes: classes, spread: spread, using: &stream)
    case .sparseBinary(let examples, let features, let classes, let density):
      whole = try .sparseBinary(
        examples: examples, features: features, classes: classes, density: density, using: &stream)
    }
    return try whole.first(specification.examples ?? whole.count).scaled(by: specification.scale)
  }
}
