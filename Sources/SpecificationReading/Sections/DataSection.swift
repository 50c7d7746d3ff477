internal import PrivacyModel

extension DataSpecification.Format: SectionKind {
  static var key: String { "format" }

  var keys: [String] {
    switch self {
    case .csv: ["file", "labelColumn", "scale", "examples", "testFraction"]
    case .npy: ["features", "labels", "scale", "examples", "testFraction"]
    case .npz: ["file", "featuresArray", "labelsArray", "scale", "examples", "testFraction"]
    case .idx: ["images", "labels", "scale", "examples", "testFraction"]
    case .cifar10, .cifar100: ["file", "files", "scale", "examples", "testFraction"]
    case .gaussianBlobs: ["examples", "features", "classes", "spread", "scale", "testFraction"]
    case .sparseBinary: ["examples", "features", "classes", "density", "scale", "testFraction"]
    }
  }
}

func readData(_ section: Section) throws -> DataSpecification {
  let format = try section.kind(as: DataSpecification.Format.self)
  let source = try readSource(section, format)
  let scale = try section.optional("scale", .number) ?? 1
  let limit = format.isSynthetic ? nil : try section.optional("examples", Reading<Int>.wholeNumber)
  let testFraction = try section.optional("testFraction", .number)
  return try section.value.checking {
    try DataSpecification(source: source, scale: scale, examples: limit, testFraction: testFraction)
  }
}

private func readSource(_ section: Section, _ format: DataSpecification.Format) throws -> DataSpecification.Source {
  switch format {
  case .csv:
    return .csv(
      path: try section.required("file", .text), labelColumn: try section.optional("labelColumn", .text) ?? "label")
  case .npy:
    return .numpy(features: try section.required("features", .text), labels: try section.required("labels", .text))
  case .npz:
    return .numpyArchive(
      path: try section.required("file", .text), features: try section.required("featuresArray", .text),
      labels: try section.required("labelsArray", .text))
  case .idx:
    return .idx(images: try section.required("images", .text), labels: try section.required("labels", .text))
  case .cifar10:
    return .cifar(paths: try readFiles(section), classes: 10)
  case .cifar100:
    return .cifar(paths: try readFiles(section), classes: 100)
  case .gaussianBlobs:
    return .gaussianBlobs(
      examples: try count("examples", in: section), features: try count("features", in: section),
      classes: try count("classes", in: section), spread: try section.required("spread", .number))
  case .sparseBinary:
    return .sparseBinary(
      examples: try count("examples", in: section), features: try count("features", in: section),
      classes: try count("classes", in: section), density: try section.required("density", .number))
  }
}

/// One `file`, or a list of `files`.
private func readFiles(_ section: Section) throws -> [String] {
  guard let files = try section.optional("files", .list(of: .text, named: "files")) else {
    return [try section.required("file", .text)]
  }
  if let file = section.find("file") {
    throw file.invalid("left out where files are listed")
  }
  return files
}

private func count(_ key: String, in section: Section) throws -> Int {
  try section.required(key, Reading<Int>.wholeNumber)
}
