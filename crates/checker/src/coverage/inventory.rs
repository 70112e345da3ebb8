//! The declared fields of schemas, and which of them were seen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trackside_contract::Contract;

use super::recursion::{recursive_schemas, schema_name};

/// The depth to which fields are listed.
const DEPTH: usize = 8;

/// The most fields of one body or schema that are listed.
const FIELDS: usize = 5_000;

/// The fields of all bodies of a document.
///
/// A schema that several bodies share is listed for each of them. A schema that refers to itself is listed once for the
/// whole document: for each body and at each depth, there would be millions of fields.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// The fields; they refer to each other by position.
    fields: Vec<Field>,
    /// The references to schemas that are listed once.
    recursive: BTreeSet<String>,
    /// The fields of those schemas, by reference.
    shared: BTreeMap<String, usize>,
}

/// A body in an inventory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body(usize);

/// A declared field.
#[derive(Debug, Default)]
struct Field {
    is_seen: bool,
    /// The declared enum values, and whether each was seen.
    values: Vec<(Value, bool)>,
    /// Whether undeclared names are allowed below.
    is_open: bool,
    is_object: bool,
    /// The fields below, by name.
    named: BTreeMap<String, usize>,
    /// The items of a list, and the fields with any other name.
    any: Option<usize>,
    /// The schemas that describe this field as well.
    shared: Vec<usize>,
}

impl Inventory {
    /// An inventory for the bodies of a document.
    pub(super) fn new(contract: &Contract) -> Self {
        Self { recursive: recursive_schemas(contract.document()), ..Self::default() }
    }

    /// Lists the fields of a schema.
    pub(super) fn add(&mut self, contract: &Contract, schema: &Value) -> Body {
        let mut lister = Lister { inventory: self, contract, pending: Vec::new(), room: FIELDS };
        let body = lister.inventory.field();
        lister.list(schema, body, 0);
        while let Some((reference, field)) = lister.pending.pop() {
            lister.room = FIELDS;
            lister.list_resolved(contract.resolve(&serde_json::json!({ "$ref": reference })), field, 0);
        }
        Body(body)
    }

    /// Marks what a body contains. The places of undeclared fields are added to `undeclared`.
    pub(super) fn see(&mut self, body: Body, value: &Value, undeclared: &mut Vec<String>) {
        self.visit(vec![body.0], value, &mut Vec::new(), undeclared);
    }

    /// The fields of a body by place, with `*` for any item and any name, and whether each was seen.
    pub(super) fn field_names(&self, body: Body) -> Vec<(String, bool)> {
        let below = self.below(body.0).into_iter().filter(|(place, _)| !place.is_empty());
        below.map(|(place, field)| (place, self.fields[field].is_seen)).collect()
    }

    /// The enum values of a body, named after their field, and whether each was seen.
    pub(super) fn value_names(&self, body: Body) -> Vec<(String, bool)> {
        let values = self.below(body.0).into_iter().flat_map(|(place, field)| {
            let values = self.fields[field].values.iter();
            values.map(move |(value, is_seen)| (format!("{place} = {value}"), *is_seen))
        });
        values.collect()
    }

    /// The schemas that are listed once, as far as these bodies contain them, by name.
    pub(super) fn shared(&self, bodies: impl Iterator<Item = Body>) -> BTreeMap<String, Body> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<_> = bodies.map(|body| body.0).collect();
        while let Some(root) = next.pop() {
            for (_, field) in self.below(root) {
                next.extend(self.fields[field].shared.iter().filter(|schema| reached.insert(**schema)));
            }
        }
        let listed = self.shared.iter().filter(|(_, field)| reached.contains(field));
        listed.map(|(reference, field)| (schema_name(reference), Body(*field))).collect()
    }

    /// A field and all below it, each with its place, without what is listed elsewhere.
    fn below(&self, field: usize) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        let mut next = vec![(String::new(), field)];
        while let Some((place, field)) = next.pop() {
            let below = self.fields[field].named.iter().map(|(name, field)| (name.as_str(), *field));
            let below = below.chain(self.fields[field].any.map(|field| ("*", field)));
            next.extend(below.map(|(name, field)| (format!("{place}/{name}"), field)));
            found.push((place, field));
        }
        found.sort();
        found
    }

    /// Marks a value that each of the fields describes.
    fn visit<'v>(
        &mut self,
        mut described: Vec<usize>,
        value: &'v Value,
        place: &mut Vec<&'v str>,
        undeclared: &mut Vec<String>,
    ) {
        let mut index = 0;
        while let Some(field) = described.get(index) {
            for schema in &self.fields[*field].shared {
                if !described.contains(schema) {
                    described.push(*schema);
                }
            }
            index += 1;
        }
        for field in &described {
            let field = &mut self.fields[*field];
            field.is_seen = true;
            if let Some((_, is_seen)) = field.values.iter_mut().find(|(known, _)| known == value) {
                *is_seen = true;
            }
        }
        let fields = || described.iter().map(|field| &self.fields[*field]);
        // Where the document says nothing, anything is allowed.
        let is_silent = fields().any(|field| field.is_open) || !fields().any(|field| field.is_object);
        let any: Vec<_> = fields().filter_map(|field| field.any).collect();
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let described = described.iter().map(|field| &self.fields[*field]);
                    let mut below: Vec<_> = described.filter_map(|field| field.named.get(name).copied()).collect();
                    let is_other = below.is_empty() && !any.is_empty();
                    if is_other {
                        below.clone_from(&any);
                    }
                    place.push(if is_other { "*" } else { name });
                    if !below.is_empty() {
                        self.visit(below, value, place, undeclared);
                    } else if !is_silent {
                        undeclared.push(format!("/{}", place.join("/")));
                    }
                    place.pop();
                }
            }
            Value::Array(items) if !any.is_empty() => {
                place.push("*");
                for item in items {
                    self.visit(any.clone(), item, place, undeclared);
                }
                place.pop();
            }
            _ => {}
        }
    }

    /// A new field.
    fn field(&mut self) -> usize {
        self.fields.push(Field::default());
        self.fields.len() - 1
    }
}

/// Lists the fields of one body.
struct Lister<'l> {
    inventory: &'l mut Inventory,
    contract: &'l Contract,
    /// Schemas that are to be listed on their own, each with its field.
    pending: Vec<(String, usize)>,
    /// How many more fields are listed.
    room: usize,
}

impl Lister<'_> {
    fn list(&mut self, schema: &Value, field: usize, depth: usize) {
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(reference) = reference.filter(|reference| self.inventory.recursive.contains(*reference)) {
            let shared = self.shared(reference);
            self.inventory.fields[field].shared.push(shared);
        } else {
            self.list_resolved(self.contract.resolve(schema), field, depth);
        }
    }

    /// The field of a schema that is listed once.
    fn shared(&mut self, reference: &str) -> usize {
        if let Some(field) = self.inventory.shared.get(reference) {
            return *field;
        }
        let field = self.inventory.field();
        self.inventory.shared.insert(reference.to_owned(), field);
        self.pending.push((reference.to_owned(), field));
        field
    }

    fn list_resolved(&mut self, schema: &Value, index: usize, depth: usize) {
        let field = &mut self.inventory.fields[index];
        for value in schema.get("enum").and_then(Value::as_array).into_iter().flatten() {
            if !value.is_null() && !field.values.iter().any(|(known, _)| known == value) {
                field.values.push((value.clone(), false));
            }
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        field.is_object |= properties.is_some();
        let additional = schema.get("additionalProperties");
        field.is_open |= additional == Some(&Value::Bool(true));
        // Schemas can nest without end, also without a name.
        if depth >= DEPTH {
            field.is_open = true;
            return;
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            for member in schema.get(list).and_then(Value::as_array).into_iter().flatten() {
                self.list(member, index, depth + 1);
            }
        }
        let later = |keyword: &str| schema.get(format!("x-3.1-{keyword}"));
        let parts = |keyword: &str| later(keyword).and_then(Value::as_object).into_iter().flatten();
        let in_place = ["then", "else"].into_iter().filter_map(later);
        for member in in_place.chain(parts("dependentSchemas").map(|(_, schema)| schema)) {
            self.list(member, index, depth + 1);
        }
        for (name, property) in properties.into_iter().flatten() {
            let known = self.inventory.fields[index].named.get(name).copied();
            if let Some(below) = known.or_else(|| self.below(index)) {
                self.inventory.fields[index].named.insert(name.clone(), below);
                self.list(property, below, depth + 1);
            }
        }
        let prefix = later("prefixItems").and_then(Value::as_array).into_iter().flatten();
        let rests = ["unevaluatedProperties", "unevaluatedItems"].into_iter().filter_map(later);
        let others = additional.into_iter().chain(rests).filter(|schema| schema.is_object());
        let others = others.chain(parts("patternProperties").map(|(_, schema)| schema));
        for other in others.chain(schema.get("items")).chain(prefix) {
            if let Some(below) = self.inventory.fields[index].any.or_else(|| self.below(index)) {
                self.inventory.fields[index].any = Some(below);
                self.list(other, below, depth + 1);
            }
        }
    }

    /// A new field below another one, if there is room. Otherwise more may be there than is listed.
    fn below(&mut self, field: usize) -> Option<usize> {
        let Some(room) = self.room.checked_sub(1) else {
            self.inventory.fields[field].is_open = true;
            return None;
        };
        self.room = room;
        Some(self.inventory.field())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use trackside_contract::Contract;

    use super::Inventory;

    fn contract(schemas: &Value) -> Contract {
        let head = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {} });
        let mut document = head;
        document["components"] = json!({ "schemas": schemas });
        Contract::from_value(&document).expect("a document")
    }

    #[test]
    fn keywords_of_3_1_list_fields_as_well() {
        let fields = |name: &str| json!({ "type": "object", "properties": { name: {} } });
        let contract = contract(&json!({ "Value": {
            "x-3.1-if": {}, "x-3.1-then": fields("then"), "x-3.1-else": fields("else"),
            "x-3.1-dependentSchemas": { "a": fields("dependent") },
            "x-3.1-patternProperties": { "^a": fields("named") },
            "x-3.1-prefixItems": [fields("first"), fields("second")]
        } }));
        let mut inventory = Inventory::new(&contract);
        let body = inventory.add(&contract, &json!({ "$ref": "#/components/schemas/Value" }));
        let names: Vec<_> = inventory.field_names(body).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["/*", "/*/first", "/*/named", "/*/second", "/dependent", "/else", "/then"]);
    }

    #[test]
    fn what_refers_to_itself_is_listed_once() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let contract = contract(&json!({
            "Order": { "type": "object", "properties": {
                "id": { "type": "integer" }, "buyer": { "anyOf": [{ "type": "string" }, to("Person")] },
                "lines": { "type": "array", "items": to("Line") }
            } },
            "Line": { "type": "object", "properties": { "sku": { "type": "string" } } },
            "Person": { "type": "object", "properties": {
                "name": { "type": "string" }, "kind": { "enum": ["new", "known"] },
                "orders": { "type": "array", "items": to("Order") }
            } }
        }));
        let mut inventory = Inventory::new(&contract);
        let page = json!({ "type": "object", "properties": { "data": { "type": "array", "items": to("Order") } } });
        let (list, one) = (inventory.add(&contract, &page), inventory.add(&contract, &to("Order")));
        let names = |inventory: &Inventory, body| -> Vec<String> {
            inventory.field_names(body).into_iter().map(|(name, is_seen)| format!("{name}={is_seen}")).collect()
        };
        assert_eq!(names(&inventory, list), ["/data=false", "/data/*=false"]);
        assert_eq!(names(&inventory, one), [""; 0]);
        let shared = inventory.shared([list, one].into_iter());
        assert_eq!(shared.keys().collect::<Vec<_>>(), ["Order", "Person"]);

        let mut undeclared = Vec::new();
        let buyer = json!({ "name": "A", "kind": "new", "age": 3, "orders": [{ "id": 1, "lines": [{ "sku": "b", "no": 1 }] }] });
        inventory.see(list, &json!({ "data": [{ "buyer": buyer }], "next": null }), &mut undeclared);
        assert_eq!(undeclared, ["/data/*/buyer/age", "/data/*/buyer/orders/*/lines/*/no", "/next"]);
        let order = ["/buyer=true", "/id=true", "/lines=true", "/lines/*=true", "/lines/*/sku=true"];
        assert_eq!(names(&inventory, shared["Order"]), order);
        let values = inventory.value_names(shared["Person"]);
        let seen = [("/kind = \"known\"".to_owned(), false), ("/kind = \"new\"".to_owned(), true)];
        assert_eq!(values.iter().collect::<std::collections::BTreeSet<_>>(), seen.iter().collect());
    }
}
