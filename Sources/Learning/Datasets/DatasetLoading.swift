package import Foundation
internal import NumericalCore
package import PrivacyModel

extension Dataset {
  /// The dataset that `specification` describes: loaded or drawn, cut to its first examples, scaled.
  ///
  /// - Parameters:
  ///   - specification: Its scale multiplies every feature; features are otherwise as stored.
  ///   - directory: Where relative paths start.
  ///   - seed: The key of the draws of a synthetic dataset, which are those of trial 0 for the purpose `data`.
  /// - Throws: `DatasetError`; `InvalidValue` for an `examples` or a `scale` that the data do not allow.
  package static func load(
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
