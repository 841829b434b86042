/** Sample applications: one that waits for head office, one that was refused. */
import type { ApplicationRow } from "../api/generated/ApplicationRow";
import type { ApplicationStateView } from "../api/generated/ApplicationStateView";
import type { ApplicationStepView } from "../api/generated/ApplicationStepView";
import type { ApplicationView } from "../api/generated/ApplicationView";
import type { ApprovalPolicyView } from "../api/generated/ApprovalPolicyView";
import type { UnapprovedRow } from "../api/generated/UnapprovedRow";
import { documentView } from "./ledger";

const MS = Date.UTC(2026, 10, 23, 2, 24);

function step(at: number, of: Partial<ApplicationStepView>): ApplicationStepView {
  return {
    step: at,
    place: "hq",
    role: "hq",
    role_name: "总部管理员",
    role_name_en: "Head office",
    state: "open",
    by: "",
    at_ms: null,
    remark: "",
    ...of,
  };
}

const manager = { place: "branch", role: "manager", role_name: "店长", role_name_en: "Manager" };

/** A gift that the shop's manager has approved; head office is next. */
export const waiting: ApplicationStateView = {
  application: { stream: 65536, seq: 71 },
  state: "waiting",
  drafted_by: "何晓梅",
  applied_at_ms: MS,
  steps: [
    step(1, { ...manager, state: "approved", by: "林国栋", at_ms: MS, remark: "老客户" }),
    step(2, { state: "waiting" }),
  ],
};

/** The same, refused by head office. */
export const refused: ApplicationStateView = {
  ...waiting,
  state: "refused",
  steps: [
    step(1, { ...manager, state: "approved", by: "林国栋", at_ms: MS }),
    step(2, { state: "refused", by: "周敏", at_ms: MS, remark: "本月预算已用完" }),
  ],
};

export const applications: readonly ApplicationRow[] = [
  {
    application: waiting.application,
    branch: "SH",
    kind: "ZS",
    partner: "永安宾馆",
    amount: "38.40",
    drafted_by: "何晓梅",
    remark: "开业",
    applied_at_ms: MS,
    state: "waiting",
    step: 2,
    role: "hq",
    decider: "00",
  },
];

export const application: ApplicationView = {
  standing: waiting,
  document: { ...documentView, kind: "ZS", number: "", chain: "", tenders: [] },
  misfits: [{ by: "周敏", at_ms: MS, reason: "same_person" }],
  can_decide: 2,
  posted: null,
};

export const approvalPolicy: ApprovalPolicyView = {
  since_ms: MS,
  two_people: true,
  tiers: [
    {
      kind: "CG",
      from: "1000.00",
      steps: [
        { place: "branch", role: "manager" },
        { place: "hq", role: "hq" },
      ],
    },
  ],
  roles: [
    { code: "hq", name: "总部管理员", name_en: "Head office" },
    { code: "manager", name: "店长", name_en: "Manager" },
  ],
  kinds: ["XS", "CG", "BS"],
};

export const unapproved: readonly UnapprovedRow[] = [
  {
    document: { document: { stream: 131072, seq: 9 }, number: "ZS-BJ-261122-0001", kind: "ZS" },
    branch: "BJ",
    business_date: "2026-11-22",
    amount: "120.00",
    reason: "no_application",
  },
];
