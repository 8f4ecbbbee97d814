import type { InspectorStrings } from '../InspectorStrings.js';

const before = (text: string) => (_: number, written: string) => `${written} ${text}`;

export const inspector: InspectorStrings = {
  title: '计数内容',
  noTelemetry: '没有可显示的内容：此元素的 “telemetry” 属性必须是 startTurntally(…) 的返回值。',
  problem: (reason) => `无法显示：${reason}`,
  reading: '正在读取……',

  states: {
    counting: '计数已开启。',
    off: '没有计数：计数已关闭。',
    undecided: '没有计数：您尚未同意。',
    stopped: '不再计数：应用已结束计数。此前的计数仍然保留。',
  },
  notEnabled: '没有计数：您已同意，但应用未启用计数。',
  notes: {
    failing: '存储目前无法使用：新的计数留在内存中，并会再次尝试保存。',
    memory: '此处没有可用的存储：计数只留在内存中，应用关闭后即消失。',
    noEvents: '应用启动以来尚未报告任何事件。',
    noneCounted: '应用启动以来报告的事件都不属于计数范围。',
    live: '新的计数数秒内显示在下方，应用其他窗口的计数也一样。',
    faults: before('个事件无法读取。'),
  },
  seen: '启动以来的报告',
  counted: '启动以来的计数',

  send: '立即发送',
  sending: '正在发送……',
  sendFailed: '发送未成功，没有丢失任何内容。',
  skipped: {
    consent: '没有发送：您尚未同意。',
    offline: '没有发送：本设备处于离线状态。',
    busy: '没有发送：应用的另一个窗口正在发送。',
    today: '没有发送：今天已有一次发送；应用启动时每天最多发送一次。',
    postponed: '没有发送：多次失败后正在暂停，结束时间见下文。',
    empty: '没有发送：没有可发送的内容。',
  },
  flushed: {
    delivered: before('次发送已送达。'),
    foldedBack: before('次发送被退回且未计入，已回到待发送的内容中。'),
    held: () => '有一次发送没有得到明确答复，将等待再次发送。',
    lost: before('个计数已放弃。'),
  },
  flushedNothing: '没有发送任何内容。',

  erase: '全部删除……',
  eraseQuestion: '要删除本设备上已计数而未发送的全部内容吗？已发送的内容无法收回。',
  eraseUndecided: '您尚未决定是否允许计数。删除同时表示“否”，以后仍可改为“是”。',
  eraseAndGoOn: '删除并继续计数',
  eraseAndStop: '删除并停止计数',
  eraseOnly: '删除',
  cancel: '取消',
  erasing: '正在删除……',
  erasedGoesOn: '已全部删除，计数从零重新开始。',
  erasedIsOff: '已全部删除，计数已关闭。',
  erasedNotRestored: '已全部删除，但计数未能重新开启，现已关闭。',
  eraseFailed: '没有删除：存储目前无法使用。请重试。',

  counts: before('个计数'),
  release: (version, os) => `版本 ${version}（${os}）`,
  operatingSystems: {
    linux: 'Linux',
    macos: 'macOS',
    windows: 'Windows',
    android: 'Android',
    ios: 'iOS',
    other: '其他系统',
  },

  pending: '已计数，尚未发送',
  nothingPending: '无。',
  unknown: '存储无法读取，无法显示已保存的内容。',

  sealed: '已封存，等待发送',
  nothingSealed: '无。',
  waiting: (counts, release, since) => `${release}的 ${counts}，封存于 ${since}。`,
  key: '本次发送的编号：',
  unanswered:
    '没有得到明确答复，因此可能已经送达。将以同一编号原样再次发送：即使已经送达，也只计一次。在此之前，接收端可凭编号认出它。',
  refused: (_, written) => `已被退回 ${written} 次，未给出可处理的原因。第三次时将放弃。`,
  failures: (_, written) => `已连续失败 ${written} 次。`,
  tooOld: '封存过久，或多次发送而未得到应答：下次尝试时将放弃。',

  next: '下一次发送',
  nextLaunch: '应用下次启动时，或按应用设定的间隔。',
  notBefore: (time) => `不早于 ${time}；此后在应用下次启动时，或按应用设定的间隔。`,
  lastDelivered: (time) => `上次送达：${time}。`,
  notAgreed: '同意计数之前不会发送。',
  nothingNext: '没有可发送的内容。',
  payload: '发送内容',
  nth: (n, of) => `第 ${n} 个，共 ${of} 个`,
  bytes: before('字节'),
  mostPayloads: (shown) => `仅显示前 ${shown} 个。`,
  copy: '复制',
  copied: '已逐字节复制。',
  copyFailed: '此处不允许复制。请下载，或手动选择文本。',
  download: '下载',
  downloadFailed: '此处不允许下载。请复制，或手动选择文本。',

  lost: '已放弃',
  lostBecause: {
    refused: '被接收端拒绝，或本版本的应用不再计数',
    expired: '封存过久，或多次发送而未得到应答',
    corrupt: '存储中已损坏',
    overflow: '来自过早的版本',
  },
};
