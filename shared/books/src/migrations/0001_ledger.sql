-- The ledger of a node. Facts are only ever inserted; sums change with them in the same transaction.
-- {I64} {TEXT} {BYTES} are storage types, {STRICT} closes a clustered table; see migrate.rs.

CREATE TABLE meta (name {TEXT} NOT NULL, value {BYTES} NOT NULL, PRIMARY KEY (name)) {STRICT};

CREATE TABLE branch (
  branch_id {I64} NOT NULL, code {TEXT} NOT NULL, name {TEXT} NOT NULL, zone {TEXT} NOT NULL,
  disabled {I64} NOT NULL, PRIMARY KEY (branch_id)
) {STRICT};

-- A stream and what is known of it. At HQ: what has been taken in and merged.
CREATE TABLE stream (
  stream {I64} NOT NULL, branch_id {I64} NOT NULL, public_key {BYTES} NOT NULL,
  next_batch {I64} NOT NULL, acked_seq {I64} NOT NULL, acked_head {BYTES} NOT NULL,
  last_batch_hash {BYTES}, merged_seq {I64} NOT NULL, merged_head {BYTES} NOT NULL,
  branch_seq {I64} NOT NULL, last_seen {I64}, clock_offset {I64}, revoked_seq {I64},
  PRIMARY KEY (stream)
) {STRICT};

-- Stored bytes, hashed and signed as they are. The log is the outbox.
CREATE TABLE log (
  stream {I64} NOT NULL, seq {I64} NOT NULL, kind {I64} NOT NULL, chain {BYTES} NOT NULL,
  content {BYTES} NOT NULL, PRIMARY KEY (stream, seq)
) {STRICT};

-- Sealed batches: a writer's own, and at the receiver the ones that came. state: 0 parked behind a
-- gap, 1 accepted, 2 merged.
CREATE TABLE batch (
  stream {I64} NOT NULL, batch_no {I64} NOT NULL, first_seq {I64} NOT NULL, last_seq {I64} NOT NULL,
  hash {BYTES} NOT NULL, state {I64} NOT NULL, received_at {I64} NOT NULL, bytes {BYTES} NOT NULL,
  PRIMARY KEY (stream, batch_no)
) {STRICT};

CREATE INDEX batch_state ON batch (state, stream, batch_no);

-- What the postings of a batch's documents hash to, as their writer booked them; by the batch's last
-- entry. Every entry that was taken in stands in one of these runs, however its batches were cut.
CREATE TABLE batch_postings (
  stream {I64} NOT NULL, last_seq {I64} NOT NULL, first_seq {I64} NOT NULL, hash {I64} NOT NULL,
  PRIMARY KEY (stream, last_seq)
) {STRICT};

CREATE TABLE fork (
  stream {I64} NOT NULL, seq {I64} NOT NULL, theirs {BYTES} NOT NULL, ours {BYTES} NOT NULL,
  batch_no {I64} NOT NULL, bytes {BYTES} NOT NULL, seen_at {I64} NOT NULL,
  PRIMARY KEY (stream, seq, theirs)
) {STRICT};

CREATE TABLE held (
  stream {I64} NOT NULL, seq {I64} NOT NULL, branch_id {I64} NOT NULL, kind {TEXT} NOT NULL,
  number {TEXT} NOT NULL, reason {TEXT} NOT NULL, params {TEXT} NOT NULL, since {I64} NOT NULL,
  PRIMARY KEY (stream, seq)
) {STRICT};

-- The newest acknowledgement that a writer holds for its own stream.
CREATE TABLE acknowledgement (
  stream {I64} NOT NULL, acked_seq {I64} NOT NULL, hq_time {I64} NOT NULL,
  received_at {I64} NOT NULL, bytes {BYTES} NOT NULL, PRIMARY KEY (stream)
) {STRICT};

CREATE TABLE enrolment (
  code_hash {BYTES} NOT NULL, branch_id {I64} NOT NULL, secret {BYTES} NOT NULL,
  expires_at {I64} NOT NULL, used_at {I64}, PRIMARY KEY (code_hash)
) {STRICT};

-- Facts. postings: what the document's postings hash to, as the node that sent it says.
CREATE TABLE document (
  branch_id {I64} NOT NULL, stream {I64} NOT NULL, seq {I64} NOT NULL, kind {I64} NOT NULL,
  number {TEXT} NOT NULL, business_date {I64} NOT NULL, recorded_at {I64} NOT NULL,
  partner_id {I64} NOT NULL, amount {I64} NOT NULL, lines {I64} NOT NULL, handler {I64} NOT NULL,
  due_date {I64} NOT NULL, postings {I64} NOT NULL, PRIMARY KEY (branch_id, stream, seq)
) {STRICT};

CREATE INDEX document_date ON document (business_date, branch_id, stream, seq);
CREATE INDEX document_number ON document (number);

-- What a document had outside: imports find their own again by it.
CREATE TABLE document_source (
  branch_id {I64} NOT NULL, kind {I64} NOT NULL, source {TEXT} NOT NULL, stream {I64} NOT NULL,
  seq {I64} NOT NULL, PRIMARY KEY (branch_id, kind, source, stream, seq)
) {STRICT};

-- role: 1 reverses, 2 follows from.
CREATE TABLE document_link (
  to_stream {I64} NOT NULL, to_seq {I64} NOT NULL, role {I64} NOT NULL, stream {I64} NOT NULL,
  seq {I64} NOT NULL, branch_id {I64} NOT NULL, PRIMARY KEY (to_stream, to_seq, role, stream, seq)
) {STRICT};

-- party: the partner at whom, or from whom, the goods are; 0 for goods in a store.
CREATE TABLE stock_move (
  product_id {I64} NOT NULL, branch_id {I64} NOT NULL, warehouse {I64} NOT NULL,
  class {I64} NOT NULL, party {I64} NOT NULL, business_date {I64} NOT NULL, stream {I64} NOT NULL,
  seq {I64} NOT NULL, line {I64} NOT NULL, quantity {I64} NOT NULL, value {I64} NOT NULL,
  PRIMARY KEY (product_id, branch_id, warehouse, class, party, business_date, stream, seq, line)
) {STRICT};

-- side: 1 debit, 2 credit; amounts in red letters are negative. item: the open item of AR or AP.
CREATE TABLE account_entry (
  branch_id {I64} NOT NULL, account {I64} NOT NULL, business_date {I64} NOT NULL,
  stream {I64} NOT NULL, seq {I64} NOT NULL, line {I64} NOT NULL, party {I64} NOT NULL,
  side {I64} NOT NULL, amount {I64} NOT NULL, item_stream {I64} NOT NULL, item_seq {I64} NOT NULL,
  PRIMARY KEY (branch_id, account, business_date, stream, seq, line)
) {STRICT};

-- Sums: folds of the facts, changed in the transaction that writes them.
CREATE TABLE stock_sum (
  product_id {I64} NOT NULL, branch_id {I64} NOT NULL, warehouse {I64} NOT NULL,
  class {I64} NOT NULL, party {I64} NOT NULL, quantity {I64} NOT NULL, value {I64} NOT NULL,
  last_cost {I64} NOT NULL, PRIMARY KEY (product_id, branch_id, warehouse, class, party)
) {STRICT};

-- What partners still have of ours and we of theirs is found by partner.
CREATE INDEX stock_sum_party ON stock_sum (party, branch_id, class, product_id);

-- What is left of the lines by which goods came; empty where cost is the average.
CREATE TABLE layer_sum (
  product_id {I64} NOT NULL, branch_id {I64} NOT NULL, warehouse {I64} NOT NULL,
  class {I64} NOT NULL, party {I64} NOT NULL, layer_stream {I64} NOT NULL,
  layer_seq {I64} NOT NULL, layer_line {I64} NOT NULL, quantity {I64} NOT NULL,
  value {I64} NOT NULL, PRIMARY KEY (product_id, branch_id, warehouse, class, party, layer_stream,
  layer_seq, layer_line)
) {STRICT};

-- expires: the last day of sale, 0 for none.
CREATE TABLE lot_sum (
  product_id {I64} NOT NULL, branch_id {I64} NOT NULL, warehouse {I64} NOT NULL,
  expires {I64} NOT NULL, lot {TEXT} NOT NULL, quantity {I64} NOT NULL,
  PRIMARY KEY (product_id, branch_id, warehouse, expires, lot)
) {STRICT};

CREATE INDEX lot_sum_expires ON lot_sum (branch_id, expires, product_id);

-- Pieces with numbers. piece_move is a fact, piece its fold. States: 0 not in these books, -1 voided.
-- A move without warehouse leaves the piece where it is. begins_layer: its cost is this line's.
CREATE TABLE piece_move (
  product_id {I64} NOT NULL, number {TEXT} NOT NULL, branch_id {I64} NOT NULL,
  stream {I64} NOT NULL, seq {I64} NOT NULL, line {I64} NOT NULL, state_from {I64} NOT NULL,
  state_to {I64} NOT NULL, warehouse {I64} NOT NULL, party {I64} NOT NULL,
  begins_layer {I64} NOT NULL, PRIMARY KEY (product_id, number, branch_id, stream, seq, line)
) {STRICT};

CREATE TABLE piece (
  product_id {I64} NOT NULL, number {TEXT} NOT NULL, branch_id {I64} NOT NULL,
  state {I64} NOT NULL, warehouse {I64} NOT NULL, party {I64} NOT NULL, stream {I64} NOT NULL,
  seq {I64} NOT NULL, PRIMARY KEY (product_id, number, branch_id)
) {STRICT};

CREATE INDEX piece_number ON piece (number, branch_id);
CREATE INDEX piece_state ON piece (product_id, branch_id, state, number);

-- The end user of a piece, as last written.
CREATE TABLE piece_user (
  product_id {I64} NOT NULL, number {TEXT} NOT NULL, branch_id {I64} NOT NULL,
  name {TEXT} NOT NULL, phone {TEXT} NOT NULL, address {TEXT} NOT NULL, since {I64} NOT NULL,
  remark {TEXT} NOT NULL, stream {I64} NOT NULL, seq {I64} NOT NULL,
  PRIMARY KEY (product_id, number, branch_id)
) {STRICT};

CREATE TABLE account_sum (
  branch_id {I64} NOT NULL, account {I64} NOT NULL, month {I64} NOT NULL, debit {I64} NOT NULL,
  credit {I64} NOT NULL, PRIMARY KEY (branch_id, account, month)
) {STRICT};

-- Of account_sum, what is dated in an earlier month, because that was closed when it came.
CREATE TABLE late_sum (
  branch_id {I64} NOT NULL, account {I64} NOT NULL, dated {I64} NOT NULL, booked {I64} NOT NULL,
  debit {I64} NOT NULL, credit {I64} NOT NULL, PRIMARY KEY (branch_id, account, dated, booked)
) {STRICT};

CREATE TABLE party_sum (
  branch_id {I64} NOT NULL, account {I64} NOT NULL, party {I64} NOT NULL, balance {I64} NOT NULL,
  PRIMARY KEY (branch_id, account, party)
) {STRICT};

-- What is still owed on each document 未清项; debit less credit.
CREATE TABLE item_sum (
  branch_id {I64} NOT NULL, account {I64} NOT NULL, party {I64} NOT NULL,
  item_stream {I64} NOT NULL, item_seq {I64} NOT NULL, balance {I64} NOT NULL,
  PRIMARY KEY (branch_id, account, party, item_stream, item_seq)
) {STRICT};

-- Settled items stay, so what is open has an index of its own.
CREATE INDEX item_sum_open ON item_sum (account, party, item_stream, item_seq)
  WHERE balance <> 0;

CREATE INDEX item_sum_document ON item_sum (item_stream, item_seq, account);

-- How far a document is executed 执行数: by line, what documents of a kind have taken of it. An order
-- stands with its own quantity under its own kind; red documents count with their sign.
CREATE TABLE follow_sum (
  branch_id {I64} NOT NULL, to_stream {I64} NOT NULL, to_seq {I64} NOT NULL, line {I64} NOT NULL,
  kind {I64} NOT NULL, quantity {I64} NOT NULL,
  PRIMARY KEY (to_stream, to_seq, line, kind, branch_id)
) {STRICT};

CREATE INDEX follow_sum_kind ON follow_sum (kind, to_stream, to_seq);

-- Settlement prices agreed with consignees (class 3) and consignors (class 4); the latest holds.
CREATE TABLE consign_price (
  stream {I64} NOT NULL, seq {I64} NOT NULL, line {I64} NOT NULL, branch_id {I64} NOT NULL,
  class {I64} NOT NULL, party {I64} NOT NULL, product_id {I64} NOT NULL,
  business_date {I64} NOT NULL, price {I64} NOT NULL, PRIMARY KEY (stream, seq, line)
) {STRICT};

CREATE INDEX consign_price_latest
  ON consign_price (branch_id, class, party, product_id, business_date, stream, seq, line);

-- HQ: what it adds to or takes off what branches ask for 请购平衡, until it orders.
CREATE TABLE requisition_adjustment (
  product_id {I64} NOT NULL, quantity {I64} NOT NULL, PRIMARY KEY (product_id)
) {STRICT};

-- HQ: which order a requisition's line went into, and so how the order is split 订单分割.
CREATE TABLE requisition_split (
  stream {I64} NOT NULL, seq {I64} NOT NULL, line {I64} NOT NULL, branch_id {I64} NOT NULL,
  product_id {I64} NOT NULL, quantity {I64} NOT NULL, order_stream {I64} NOT NULL,
  order_seq {I64} NOT NULL, PRIMARY KEY (stream, seq, line, order_stream, order_seq)
) {STRICT};

CREATE INDEX requisition_split_order ON requisition_split (order_stream, order_seq);

-- Retail of a day: counts, and amounts of sales less returns.
CREATE TABLE sales_day (
  branch_id {I64} NOT NULL, business_date {I64} NOT NULL, sales {I64} NOT NULL,
  returns {I64} NOT NULL, lines {I64} NOT NULL, list_amount {I64} NOT NULL,
  discount {I64} NOT NULL, coupon {I64} NOT NULL, amount {I64} NOT NULL, tax {I64} NOT NULL,
  cost {I64} NOT NULL,
  PRIMARY KEY (branch_id, business_date)
) {STRICT};

CREATE INDEX sales_day_date ON sales_day (business_date, branch_id);

-- Goods of a day by whom and what they are asked for 商品日. class and way: where they moved, 1 in, 2 out;
-- class 0 for money without goods. amount holds its tax; a return takes off. Red documents take theirs
-- off the row of their originals.
CREATE TABLE goods_day (
  branch_id {I64} NOT NULL, business_date {I64} NOT NULL, product_id {I64} NOT NULL,
  kind {I64} NOT NULL, warehouse {I64} NOT NULL, class {I64} NOT NULL, way {I64} NOT NULL,
  partner_id {I64} NOT NULL, handler {I64} NOT NULL, quantity {I64} NOT NULL, value {I64} NOT NULL,
  amount {I64} NOT NULL, tax {I64} NOT NULL, cost {I64} NOT NULL,
  PRIMARY KEY (branch_id, business_date, product_id, kind, warehouse, class, way, partner_id, handler)
) {STRICT};

CREATE TABLE tender_day (
  branch_id {I64} NOT NULL, business_date {I64} NOT NULL, tender {TEXT} NOT NULL,
  amount {I64} NOT NULL, PRIMARY KEY (branch_id, business_date, tender)
) {STRICT};

-- Last prices by partner. side: 1 sold, 2 bought. The row of the latest document by business_date,
-- stream and seq.
CREATE TABLE price_track (
  branch_id {I64} NOT NULL, side {I64} NOT NULL, partner_id {I64} NOT NULL,
  product_id {I64} NOT NULL, price {I64} NOT NULL, business_date {I64} NOT NULL,
  stream {I64} NOT NULL, seq {I64} NOT NULL,
  PRIMARY KEY (branch_id, side, partner_id, product_id)
) {STRICT};

CREATE INDEX price_track_product ON price_track (product_id, branch_id, side, partner_id);

CREATE TABLE number_counter (
  branch_id {I64} NOT NULL, kind {I64} NOT NULL, business_date {I64} NOT NULL, last {I64} NOT NULL,
  PRIMARY KEY (branch_id, kind, business_date)
) {STRICT};

-- Of a stream, what comes after after_seq and not after until_seq is beyond the month's close.
CREATE TABLE period_seal (
  branch_id {I64} NOT NULL, month {I64} NOT NULL, stream {I64} NOT NULL, after_seq {I64} NOT NULL,
  until_seq {I64}, by_stream {I64} NOT NULL, by_seq {I64} NOT NULL,
  PRIMARY KEY (branch_id, month, by_stream, by_seq, stream)
) {STRICT};

-- Modules of a month that this node has closed; opened when the month is opened again.
CREATE TABLE module_seal (
  month {I64} NOT NULL, module {I64} NOT NULL, closed {I64} NOT NULL, PRIMARY KEY (month, module)
) {STRICT};

-- Master data: one row a record, its canonical bytes beside the columns that queries need.
CREATE TABLE product (
  product_id {I64} NOT NULL, code {TEXT} NOT NULL, name {TEXT} NOT NULL, name_en {TEXT} NOT NULL,
  spec {TEXT} NOT NULL, unit {TEXT} NOT NULL, category_id {I64} NOT NULL, price {I64},
  disabled {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (product_id)
) {STRICT};

CREATE INDEX product_code ON product (code, product_id);

CREATE TABLE barcode (
  barcode {TEXT} NOT NULL, product_id {I64} NOT NULL, PRIMARY KEY (barcode, product_id)
) {STRICT};

-- scope: 1 product, 2 partner.
CREATE TABLE token (
  scope {I64} NOT NULL, token {TEXT} NOT NULL, id {I64} NOT NULL, PRIMARY KEY (scope, token, id)
) {STRICT};

-- Products whose pieces have numbers. mode: 1 loose, 2 strict.
CREATE TABLE piece_product (
  product_id {I64} NOT NULL, mode {I64} NOT NULL, PRIMARY KEY (product_id)
) {STRICT};

CREATE TABLE category (
  category_id {I64} NOT NULL, parent_id {I64} NOT NULL, level {I64} NOT NULL, name {TEXT} NOT NULL,
  name_en {TEXT} NOT NULL, PRIMARY KEY (category_id)
) {STRICT};

CREATE TABLE partner (
  partner_id {I64} NOT NULL, code {TEXT} NOT NULL, name {TEXT} NOT NULL, name_en {TEXT} NOT NULL,
  customer {I64} NOT NULL, supplier {I64} NOT NULL, disabled {I64} NOT NULL,
  content {BYTES} NOT NULL, PRIMARY KEY (partner_id)
) {STRICT};

CREATE INDEX partner_code ON partner (code, partner_id);

-- goods: 1 a product, 2 a category; days are the first and the last, both included.
CREATE TABLE promotion (
  promotion_id {I64} NOT NULL, goods {I64} NOT NULL, goods_id {I64} NOT NULL,
  first_day {I64} NOT NULL, last_day {I64} NOT NULL, disabled {I64} NOT NULL,
  content {BYTES} NOT NULL, PRIMARY KEY (promotion_id)
) {STRICT};

CREATE INDEX promotion_goods ON promotion (goods, goods_id, last_day);
CREATE INDEX promotion_day ON promotion (goods, last_day);

-- One row: the company's.
CREATE TABLE price_policy (
  policy_id {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (policy_id)
) {STRICT};

CREATE TABLE tender (
  code {TEXT} NOT NULL, place {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (code)
) {STRICT};

CREATE TABLE employee (
  employee_id {I64} NOT NULL, branch_id {I64} NOT NULL, code {TEXT} NOT NULL,
  content {BYTES} NOT NULL, PRIMARY KEY (employee_id)
) {STRICT};

CREATE TABLE role (code {TEXT} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (code)) {STRICT};

CREATE TABLE operator (
  employee_id {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (employee_id)
) {STRICT};

-- Documents that are written again and again.
CREATE TABLE template (
  template_id {I64} NOT NULL, content {BYTES} NOT NULL, PRIMARY KEY (template_id)
) {STRICT};

-- What is not in the books: drafts, carts, people at the console.
CREATE TABLE draft (
  draft_id {I64} NOT NULL, kind {TEXT} NOT NULL, saved_at {I64} NOT NULL, content {TEXT} NOT NULL,
  PRIMARY KEY (draft_id)
) {STRICT};

-- How often a document has been printed here 打印次数.
CREATE TABLE print_count (
  stream {I64} NOT NULL, seq {I64} NOT NULL, times {I64} NOT NULL, PRIMARY KEY (stream, seq)
) {STRICT};

-- cart 0 is the one on the screen; the others are parked.
CREATE TABLE cart (
  cart_id {I64} NOT NULL, note {TEXT} NOT NULL, saved_at {I64} NOT NULL, content {TEXT} NOT NULL,
  PRIMARY KEY (cart_id)
) {STRICT};

CREATE TABLE login (
  name {TEXT} NOT NULL, password {TEXT} NOT NULL, role {I64} NOT NULL, employee_id {I64} NOT NULL,
  PRIMARY KEY (name)
) {STRICT};

CREATE TABLE session (
  token_hash {BYTES} NOT NULL, name {TEXT} NOT NULL, expires_at {I64} NOT NULL,
  PRIMARY KEY (token_hash)
) {STRICT};

-- How operators sign in at this node; never in a feed. blocked_until holds guessing back.
CREATE TABLE pin (
  employee_id {I64} NOT NULL, verifier {TEXT} NOT NULL, set_at {I64} NOT NULL,
  failures {I64} NOT NULL, blocked_until {I64} NOT NULL, PRIMARY KEY (employee_id)
) {STRICT};

-- One row each time somebody signs in; month is 202611, day a business date.
CREATE TABLE login_log (
  month {I64} NOT NULL, operator {TEXT} NOT NULL, day {I64} NOT NULL, at {I64} NOT NULL,
  nonce {I64} NOT NULL, PRIMARY KEY (month, operator, day, at, nonce)
) {STRICT};

-- Who did what, on whose word, and why. approver is empty where nobody was asked.
CREATE TABLE audit (
  at {I64} NOT NULL, nonce {I64} NOT NULL, operator {TEXT} NOT NULL, act {TEXT} NOT NULL,
  detail {TEXT} NOT NULL, approver {TEXT} NOT NULL, reason {TEXT} NOT NULL,
  PRIMARY KEY (at, nonce)
) {STRICT};
