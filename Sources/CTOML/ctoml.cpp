#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include <deque>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ctoml.h"

struct ctoml_document {
  bool good = false;
  toml::table root;
  std::vector<ctoml_node> nodes;
  // Dates as text; a deque never moves what it holds.
  std::deque<std::string> dates;
  std::string message;
  uint32_t line = 0;
  uint32_t column = 0;
};

namespace {

// toml++ 3.3 bounds nested values but not the parts of a dotted key, and it recurses over both.
constexpr size_t key_parts_limit = 16;

struct place {
  uint32_t line = 1;
  uint32_t column = 1;
};

// Finds a dotted key with too many parts. It knows strings and comments and nothing else of TOML: what it
// passes is still parsed in full.
class key_depth_scan {
public:
  explicit key_depth_scan(std::string_view text) : text_(text) {}

  bool passes(place &where) {
    size_t dots = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') advance();
        continue;
      }
      if (c == '.') {
        dots += 1;
        if (dots >= key_parts_limit) {
          where = place_;
          return false;
        }
      } else if (c == '=' || c == '\n' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
        dots = 0;
      }
      advance();
    }
    return true;
  }

private:
  void advance() {
    if (text_[at_] == '\n') {
      place_.line += 1;
      place_.column = 1;
    } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) {
      place_.column += 1;
    }
    at_ += 1;
  }

  bool triple(char quote) const {
    return at_ + 2 < text_.size() && text_[at_] == quote && text_[at_ + 1] == quote
           && text_[at_ + 2] == quote;
  }

  void skip_string(char quote) {
    const bool many = triple(quote);
    for (int count = many ? 3 : 1; count > 0; count--) advance();
    while (at_ < text_.size()) {
      if (text_[at_] == '\\' && quote == '"' && at_ + 1 < text_.size()) {
        advance();
        advance();
      } else if (many && triple(quote)) {
        for (int count = 0; count < 3; count++) advance();
        return;
      } else if (!many && (text_[at_] == quote || text_[at_] == '\n')) {
        advance();
        return;
      } else {
        advance();
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  place place_;
};

template <typename Date>
void set_date(ctoml_document &document, ctoml_node &out, const Date &date) {
  std::ostringstream stream;
  stream << date;
  document.dates.push_back(stream.str());
  out.kind = CTOML_DATE;
  out.text = document.dates.back().data();
  out.text_length = document.dates.back().size();
}

void set_scalar(ctoml_document &document, ctoml_node &out, const toml::node &node) {
  if (const auto *text = node.as_string()) {
    out.kind = CTOML_STRING;
    out.text = text->get().data();
    out.text_length = text->get().size();
  } else if (const auto *integer = node.as_integer()) {
    out.kind = CTOML_INTEGER;
    out.integer = integer->get();
    out.real = static_cast<double>(integer->get());
  } else if (const auto *real = node.as_floating_point()) {
    out.kind = CTOML_REAL;
    out.real = real->get();
  } else if (const auto *boolean = node.as_boolean()) {
    out.kind = CTOML_BOOLEAN;
    out.integer = boolean->get() ? 1 : 0;
  } else if (const auto *date = node.as_date()) {
    set_date(document, out, date->get());
  } else if (const auto *time = node.as_time()) {
    set_date(document, out, time->get());
  } else if (const auto *both = node.as_date_time()) {
    set_date(document, out, both->get());
  }
}

// Nesting is bounded by toml++ (256 values) times `key_parts_limit`.
void flatten(ctoml_document &document, const toml::node &node, const toml::key *key) {
  ctoml_node out = {};
  out.line = node.source().begin.line;
  out.column = node.source().begin.column;
  if (key != nullptr) {
    out.key = key->data();
    out.key_length = key->length();
    out.key_line = key->source().begin.line;
    out.key_column = key->source().begin.column;
  }
  if (const auto *table = node.as_table()) {
    out.kind = CTOML_TABLE;
    out.members = table->size();
    document.nodes.push_back(out);
    for (auto &&[name, member] : *table) flatten(document, member, &name);
  } else if (const auto *array = node.as_array()) {
    out.kind = CTOML_ARRAY;
    out.members = array->size();
    document.nodes.push_back(out);
    for (auto &&member : *array) flatten(document, member, nullptr);
  } else {
    set_scalar(document, out, node);
    document.nodes.push_back(out);
  }
}

void fail(ctoml_document &document, std::string_view message, uint32_t line, uint32_t column) {
  document.good = false;
  document.nodes.clear();
  document.message = std::string(message);
  document.line = line;
  document.column = column;
}

void parse(ctoml_document &document, std::string_view text) {
  place where;
  if (!key_depth_scan(text).passes(where)) {
    fail(document, "a key has more than 16 dotted parts", where.line, where.column);
    return;
  }
  try {
    document.root = toml::parse(text);
    flatten(document, document.root, nullptr);
    document.good = true;
  } catch (const toml::parse_error &error) {
    const auto begin = error.source().begin;
    fail(document, error.description(), begin.line, begin.column);
  }
}

}  // namespace

extern "C" ctoml_document *ctoml_parse(const char *bytes, size_t length) {
  ctoml_document *document = new (std::nothrow) ctoml_document;
  if (document == nullptr) return nullptr;
  try {
    parse(*document, std::string_view(bytes == nullptr ? "" : bytes, length));
    return document;
  } catch (...) {
    delete document;
    return nullptr;
  }
}

extern "C" void ctoml_free(ctoml_document *document) { delete document; }

extern "C" bool ctoml_is_good(const ctoml_document *document, ctoml_failure *failure) {
  if (document->good) return true;
  if (failure != nullptr) {
    failure->line = document->line;
    failure->column = document->column;
    failure->text = document->message.data();
    failure->text_length = document->message.size();
  }
  return false;
}

extern "C" size_t ctoml_count(const ctoml_document *document) { return document->nodes.size(); }

extern "C" ctoml_node ctoml_at(const ctoml_document *document, size_t index) {
  return document->nodes[index];
}
