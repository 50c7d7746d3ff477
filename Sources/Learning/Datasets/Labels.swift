internal import PrivacyModel

/// What a label may be, for messages.
let labelRange = "a whole number from 0 to 65535"

/// Whether `value` may stand for a class.
func isLabel(_ value: Double) -> Bool {
  value >= 0 && value < Double(DataSpecification.allowedClasses.upperBound) && value == value.rounded()
}

/// One more than the largest of `labels`, which lie in 0 … 65535.
///
/// - Throws: `DatasetError.malformed` when all are 0: nothing can be learnt from one class.
func classCount(of labels: [Int32], in file: DatasetFile) throws -> Int {
  let largest = labels.max() ?? 0
  guard largest > 0 else {
    throw file.malformed("the labels", allowed: "of at least two classes", got: "only 0")
  }
  return Int(largest) + 1
}

/// Holds `labels` to one for each of `examples`.
func requireLabels(_ labels: [Int32], in file: DatasetFile, matching examples: Int, in features: DatasetFile) throws {
  guard labels.count == examples else {
    throw file.malformed(
      "the labels", allowed: "one for each of the \(examples) examples in \(features.name)", got: "\(labels.count)")
  }
}
