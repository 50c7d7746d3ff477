package import NumericalCore
internal import PrivacyModel

/// Labelled examples for a classifier.
package struct Dataset: Equatable, Sendable {
  /// (examples, features), row-major; every element is finite.
  package let features: Matrix
  /// One for each row of `features`, in 0 ..< `classes`.
  package let labels: [Int32]
  package let classes: Int

  /// - Throws: `DatasetError.invalid` when there is no example or no feature, the counts differ, a label is outside
  ///   0 ..< `classes` or a feature is not finite.
  package init(features: Matrix, labels: [Int32], classes: Int) throws {
    guard DataSpecification.allowedClasses.contains(classes) else {
      throw DatasetError.invalid(what: "classes", allowed: "a whole number from 2 to 65536", got: "\(classes)")
    }
    guard features.rows > 0, features.columns > 0 else {
      throw DatasetError.invalid(
        what: "features", allowed: "at least one example of at least one feature",
        got: "\(features.rows) × \(features.columns)")
    }
    guard labels.count == features.rows else {
      throw DatasetError.invalid(
        what: "labels", allowed: "as many as the \(features.rows) examples", got: "\(labels.count)")
    }
    if let example = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw DatasetError.invalid(
        what: "the label of example \(example)", allowed: "from 0 to \(classes - 1)", got: "\(labels[example])")
    }
    if let index = firstNonFinite(in: features.elements) {
      throw DatasetError.invalid(
        what: "feature \(index % features.columns) of example \(index / features.columns)", allowed: "a finite number",
        got: "\(features.elements[index])")
    }
    (self.features, self.labels, self.classes) = (features, labels, classes)
  }

  /// The number of examples.
  package var count: Int { features.rows }

  /// The number of features of one example.
  package var featureCount: Int { features.columns }

  /// The first `count` examples; the classes stay.
  ///
  /// - Throws: `InvalidValue` for `data.examples` when there are fewer, or `count` is less than 1.
  package func first(_ count: Int) throws -> Dataset {
    guard (1...self.count).contains(count) else {
      throw InvalidValue(
        key: "data.examples", allowed: "from 1 to the \(self.count) that the dataset has", got: "\(count)")
    }
    guard count < self.count else { return self }
    let elements = Array(features.elements[..<(count * featureCount)])
    return try Dataset(
      features: Matrix(rows: count, columns: featureCount, elements: elements), labels: Array(labels[..<count]),
      classes: classes)
  }

  /// All examples but those of a range, which leaves some; the classes stay.
  package func without(_ range: Range<Int>) throws -> Dataset {
    var elements = features.elements
    elements.removeSubrange(range.lowerBound * featureCount..<range.upperBound * featureCount)
    var labels = labels
    labels.removeSubrange(range)
    return try Dataset(
      features: Matrix(rows: labels.count, columns: featureCount, elements: elements), labels: labels, classes: classes)
  }

  /// The dataset with every feature multiplied by `factor` in double precision.
  ///
  /// - Throws: `InvalidValue` for `data.scale` when a product is beyond single precision.
  package func scaled(by factor: Double) throws -> Dataset {
    guard factor != 1 else { return self }
    let elements = features.elements.map { Float(Double($0) * factor) }
    if let index = firstNonFinite(in: elements) {
      throw InvalidValue(
        key: "data.scale",
        allowed: "a factor that keeps \(features.elements[index]) and every other feature finite in single precision",
        got: "\(factor)")
    }
    return try Dataset(
      features: Matrix(rows: count, columns: featureCount, elements: elements), labels: labels, classes: classes)
  }
}

/// The index of the first element that is infinite or not a number.
private func firstNonFinite(in elements: [Float]) -> Int? {
  // A loop without an early way out vectorises, and the index is wanted only when something is wrong.
  var anyNonFinite = false
  for element in elements { anyNonFinite = anyNonFinite || !element.isFinite }
  return anyNonFinite ? elements.firstIndex { !$0.isFinite } : nil
}
