internal import PrivacyModel

extension DataSpecification {
  var words: String {
    let part = examples.map { "; the first \(countText($0)) examples" } ?? ""
    let scaled = scale == 1 ? "" : "; features multiplied by \(exactText(scale))"
    return source.words + part + scaled
  }
}

extension DataSummary {
  var words: String {
    "\(countText(records)), with \(countText(features)) features, in \(countText(classes)) classes; "
      + "fingerprint \(code(fingerprint))"
  }
}

extension DataSpecification.Source {
  fileprivate var words: String {
    switch self {
    case .csv(let path, let labelColumn): "CSV file \(code(path)), labels in column \(code(labelColumn))"
    case .numpy(let features, let labels): "NumPy arrays \(code(features)) and \(code(labels))"
    case .numpyArchive(let path, let features, let labels):
      "NumPy archive \(code(path)), arrays \(code(features)) and \(code(labels))"
    case .idx(let images, let labels): "IDX files \(code(images)) and \(code(labels))"
    case .cifar(let paths, let classes):
      "CIFAR batches of \(classes) classes: \(paths.map(code).joined(separator: ", "))"
    case .gaussianBlobs(let examples, let features, let classes, let spread):
      "synthetic: \(countText(examples)) examples in \(countText(classes)) Gaussian clusters of spread "
        + "\(exactText(spread)), \(countText(features)) features"
    case .sparseBinary(let examples, let features, let classes, let density):
      "synthetic: \(countText(examples)) examples of \(countText(features)) random bits around "
        + "\(countText(classes)) prototypes of density \(exactText(density))"
    }
  }
}
