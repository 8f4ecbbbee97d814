import type { ConsentStrings } from '../ConsentStrings.js';

export const consent: ConsentStrings = {
  title: '是否允许本应用统计一些事情发生的次数？',
  intro: '这有助于开发者了解哪些有效、哪些出错。只有计数会离开本设备。',
  choices: { yes: '是，允许计数', no: '否，不要计数' },
  switch: '统计事情发生的次数',
  close: '关闭，暂不决定',
  status: {
    loading: '正在读取您的选择……',
    undecided: '您尚未决定。只有您选择“是”，才会计数。',
    again: '此版本要统计的内容多于您同意过的。只有您再次同意，才会计数。',
    yes: '您选择了“是”。本应用可以统计此处说明的内容。',
    no: '您选择了“否”。不会计数，本设备上已有的计数已删除。',
  },
  failed: '无法保存您的选择，因此一切照旧。',
  retry: '重试',
  headings: {
    counted: '统计什么',
    sent: '发送什么',
    neverSent: '什么绝不离开本设备',
    when: '何时发送',
    kept: '接收方保留什么',
  },
  buckets: '分别计数：',
  example: '例如：',
  new: '新增',
  sentTo: '计数将发往',
  inspect: '查看将要发送的确切内容',
};
