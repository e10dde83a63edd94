public import CitySafety

/// A program to be run so that a grade is heard.
public struct SoundRequest: Sendable, Hashable {
  public var grade: Grade
  /// The program and its arguments, placeholders filled.
  public var arguments: [String]
  /// Where it is started.
  public var folder: String
  /// The bell rang already, because the program did not play the last time.
  public var hasRung: Bool
  /// Whether a person asked for it: a self-test sounds also at a silenced seat.
  public var isTest: Bool

  public init(grade: Grade, arguments: [String], folder: String, hasRung: Bool = false, isTest: Bool = false)
  {
    self.grade = grade
    self.arguments = arguments
    self.folder = folder
    self.hasRung = hasRung
    self.isTest = isTest
  }

  public var program: String { arguments.first ?? "" }
}

/// Why a program did not play.
public enum SoundFault: Sendable, Hashable {
  /// It could not be started, with the system's reason.
  case missing(String)
  /// It ended with another code than 0; signals count from 128.
  case failed(Int32)
  /// It ran longer than it may and was ended.
  case hung
}

/// What became of a request.
public struct SoundReport: Sendable, Hashable {
  public var request: SoundRequest
  /// `nil` when it played.
  public var fault: SoundFault?
  /// Requests that gave way to newer ones since the last report.
  public var dropped: Int

  public init(request: SoundRequest, fault: SoundFault?, dropped: Int) {
    self.request = request
    self.fault = fault
    self.dropped = dropped
  }
}

/// What a person answered when each grade was played.
public struct SoundTest: Sendable, Hashable {
  public var at: Instant
  /// The grades that were not heard; empty when all is well.
  public var unheard: [Grade]

  public init(at: Instant, unheard: [Grade]) {
    self.at = at
    self.unheard = unheard
  }
}

/// A self-test under way.
struct SoundTrial: Sendable, Hashable {
  /// The grades still to be answered for, the one that plays first.
  var waiting: [Grade]
  var unheard: [Grade] = []
}
