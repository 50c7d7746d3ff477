extension DataSpecification {
  /// The same data with other paths to them.
  package func mapPaths(_ change: (String) -> String) throws -> DataSpecification {
    let changed: Source =
      switch source {
      case .csv(let path, let labelColumn): .csv(path: change(path), labelColumn: labelColumn)
      case .numpy(let features, let labels): .numpy(features: change(features), labels: change(labels))
      case .numpyArchive(let path, let features, let labels):
        .numpyArchive(path: change(path), features: features, labels: labels)
      case .idx(let images, let labels): .idx(images: change(images), labels: change(labels))
      case .cifar(let paths, let classes): .cifar(paths: paths.map(change), classes: classes)
      case .gaussianBlobs, .sparseBinary: source
      }
    return try DataSpecification(source: changed, scale: scale, examples: examples, testFraction: testFraction)
  }
}
