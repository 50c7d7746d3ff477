internal import PrivacyModel

enum DataFormat: String, SectionKind {
  case csv, npy, npz, idx, cifar10, cifar100
  case gaussianBlobs = "gaussian-blobs"
  case sparseBinary = "sparse-binary"

  static var key: String { "format" }

  var keys: [String] {
    switch self {
    case .csv: ["file", "labelColumn", "scale", "examples"]
    case .npy: ["features", "labels", "scale", "examples"]
    case .npz: ["file", "featuresArray", "labelsArray", "scale", "examples"]
    case .idx: ["images", "labels", "scale", "examples"]
    case .cifar10, .cifar100: ["file", "files", "scale", "examples"]
    case .gaussianBlobs: ["examples", "features", "classes", "spread", "scale"]
    case .sparseBinary: ["examples", "features", "classes", "density", "scale"]
    }
  }

  /// Made by a formula; `examples` is then the size of the dataset, and otherwise a limit.
  var isSynthetic: Bool { self == .gaussianBlobs || self == .sparseBinary }
}

func readData(_ section: Section) throws -> DataSpecification {
  let format = try section.kind(as: DataFormat.self)
  let source = try readSource(section, format)
  let scale = try section.optional("scale", .number) ?? 1
  let limit = format.isSynthetic ? nil : try section.optional("examples", Reading<Int>.wholeNumber)
  return try section.value.checking { try DataSpecification(source: source, scale: scale, examples: limit) }
}

private func readSource(_ section: Section, _ format: DataFormat) throws -> DataSpecification.Source {
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
    let spread = try section.required("spread", .number)
    return .gaussianBlobs(
      examples: try count("examples", in: section), features: try count("features", in: section),
      classes: try count("classes", in: section, from: 2),
      spread: try section.value.checking { try checked(spread, "spread", in: .positive) })
  case .sparseBinary:
    let density = try section.required("density", .number)
    return .sparseBinary(
      examples: try count("examples", in: section), features: try count("features", in: section),
      classes: try count("classes", in: section, from: 2),
      density: try section.value.checking { try checked(density, "density", in: .openUnitInterval) })
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
  return try section.value.checking {
    guard !files.isEmpty else {
      throw InvalidValue(key: "files", allowed: "a list of at least one file", got: "an empty list")
    }
    return files
  }
}

private func count(_ key: String, in section: Section, from least: Int = 1) throws -> Int {
  let count = try section.required(key, Reading<Int>.wholeNumber)
  return try section.value.checking { try checked(count, key, in: least...Int.max) }
}
