/// Holds the size of a synthetic dataset to what can be made, before anything is allocated.
func requireSyntheticSize(examples: Int, features: Int, classes: Int) throws {
  guard examples > 0 else {
    throw DatasetError.invalid(what: "examples", allowed: "a whole number of at least 1", got: "\(examples)")
  }
  guard features > 0 else {
    throw DatasetError.invalid(what: "features", allowed: "a whole number of at least 1", got: "\(features)")
  }
  guard Dataset.allowedClasses.contains(classes) else {
    throw DatasetError.invalid(what: "classes", allowed: "a whole number from 2 to 65536", got: "\(classes)")
  }
  let (numbers, overflow) = max(examples, classes).multipliedReportingOverflow(by: features)
  guard !overflow, numbers <= 1 << 31 else {
    throw DatasetError.invalid(
      what: "features × the larger of examples and classes", allowed: "at most 2^31",
      got: "\(features) × \(max(examples, classes))")
  }
}
