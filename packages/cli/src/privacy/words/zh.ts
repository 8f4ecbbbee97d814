import type { NoticeWords } from './NoticeWords.js';

export const zh: NoticeWords = {
  title: (app) => ['经您同意，', app, '会统计什么'],
  intro: (app) => [
    app,
    '可以统计其 AI 助手的运行情况：失败了多少次、给出了多少次空回答，等等。只有在您同意之后才会统计，并且只有此处说明的内容会离开您的设备。',
  ],
  responsible: (company, contact) => ['负责方：', company, '。如有疑问，请联系：', contact, '。'],
  counted: '统计什么',
  nothingElse: '以上是全部内容，不统计任何其他信息。',
  sentAs: '发送时使用以下名称：',
  meaning: (name, meaning) => [name, `：${meaning}`],
  sent: '发送什么',
  goesTo: (endpoint) => ['发送到：', endpoint, '。'],
  exactly: '每次发送的内容与下例完全一样：',
  parts: '其中各部分是：',
  fields: {
    version: '应用的版本',
    os: '操作系统的种类',
    counters: '计数的列表',
    signal: '统计的是什么',
    bucket: '属于其中哪一类',
    count: '多少次',
  },
  headers: {
    'content-type': '说明内容是 JSON',
    'idempotency-key': '本次发送的随机编号',
    'turntally-sealed': '为本次发送汇总计数的日期（UTC）',
    'accept-language': '“*”，代替您的语言设置',
    'cache-control': '“no-cache”，发出时附加：请途经者不要保留副本',
    pragma: '“no-cache”，含义相同，供旧设备使用',
  },
  atMost: (counters, count) => `一次发送最多包含 ${counters} 项计数，每项从 1 到 ${count}。`,
  operatingSystems: {
    linux: 'Linux',
    macos: 'macOS',
    windows: 'Windows',
    android: 'Android',
    ios: 'iOS',
    other: '其他',
  },
  transport:
    '与任何网络请求一样，接收数据的服务器会看到请求来自哪个网络地址、何时到达，以及浏览器关于自身和应用加载来源的说明。如果浏览器在发送前先询问服务器是否允许，该询问会说明您的语言设置。执行统计的程序不保留这些信息，也不记录请求日志。不使用 Cookie。',
  logs: (company) => [
    '途经的其他服务器，例如代理服务器或托管服务商的服务器，可能会保留含有地址和时间的日志。',
    company,
    '负责将其关闭，或向您说明。',
  ],
  relayed: (relay, company) => [
    '发送的内容经过加密，并通过中继转发，中继的运营方：',
    relay,
    '。看到您的网络地址、时间和浏览器说明的是中继，但它无法读取内容。',
    company,
    '的服务器可以读取内容，但看到的是中继的地址，而不是您的地址。只有双方联手，才可能把某次发送与您的地址联系起来。',
  ],
  neverSent: '什么绝不会离开您的设备',
  when: '何时发送',
  undelivered: (days, launches) =>
    `未得到应答的内容会以同一编号再次发送。在等待期间，该编号是一个假名：接收数据的服务器可以识别出这些尝试来自同一台设备。${days} 天后，或应用 ${launches} 次启动均已发送之后，即放弃这次发送，其中的计数会被删除。`,
  onDevice: '您的设备上保留什么',
  beforeAnswer: '在您答复之前，不保留任何内容。此后：',
  keptOnDevice: [
    '您的答复：何时作出，针对哪个接收地址、哪些计数，以何种语言，针对说明的哪个版本',
    '尚未发送的计数',
    '上一次备好和送达计数的时间、发送失败后何时可以重试，以及有多少计数不得不放弃',
    '一个随机标记，用于区分前后两次同意期间的计数；它从不发送',
    '选择“否”之后，以上内容中只留下答复',
  ],
  kept: '接收方保留什么',
  keptBy: (company) => ['合计数会一直保留，直到', company, '将其删除。'],
  keptFor: (days) => `每日的合计数在 ${days} 天后删除。`,
  tooFew: (minReports) =>
    `一天结束之前，当天的内容不会显示。结束之后，少于 ${minReports} 次发送所构成的合计会并入其他合计，或被删除。`,
  backups: '备份可能会保留已删除的内容，直到备份本身被删除。',
  choice: '您的选择',
  sentBefore: '这些合计不含编号、姓名和地址，因此无法再从中找出已发送的内容，以供查阅、更正或删除。',
  rights: '法律依据与您的权利',
  legalBasis:
    '法律依据是您的同意：《中华人民共和国个人信息保护法》第十三条第一款第一项；在适用欧盟法律之处，为《通用数据保护条例》（GDPR）第六条第一款第 a 项，以及关于在您设备上存储内容的《电子隐私指令》第五条第三款。您可以拒绝，也可以随时撤回同意；撤回不影响此前活动的效力。',
  rightsOfAll: [
    '您可以了解哪些个人信息被处理，并要求查阅、复制、更正、删除、限制处理或转移（《个人信息保护法》第四十四条至第四十七条；GDPR 第十五条至第二十条）。设备上的内容您可以自行查看，选择“否”即可删除。',
    '一次发送在等待应答期间，其编号保存在您的设备上。此后没有任何信息把您与某次发送联系起来；只有您能说明是哪一次时，上述权利才能实现（GDPR 第十一条）。',
  ],
  complaint:
    '您可以向履行个人信息保护职责的部门投诉、举报（《个人信息保护法》第六十五条），或向您居住地或工作地的数据保护机构投诉（GDPR 第七十七条）。',
  origin: (version) => [`本说明由 turntally ${version} 根据执行统计的代码生成，陈述该代码所做的事情。它不是法律意见。`],
  gaps: {
    app: '应用名称',
    company: '负责方',
    contact: '联系方式',
    endpoint: '接收服务器的地址',
  },
};
