OPENQASM 3.0;
include "stdgates.inc";
input float[64] _θ_0_;
input float[64] _θ_1_;
input float[64] _θ_2_;
input float[64] _θ_3_;
input float[64] _θ_4_;
input float[64] _θ_5_;
input float[64] _θ_6_;
input float[64] _θ_7_;
input float[64] _θ_8_;
input float[64] _θ_9_;
input float[64] _θ_10_;
input float[64] _θ_11_;
input float[64] _θ_12_;
input float[64] _θ_13_;
gate double_excitation(p0) q0, q1, q2, q3 {
  cx q0, q1;
  cx q2, q3;
  cx q2, q0;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q3, q2;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q0, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q3, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q0, q2;
  cx q2, q0;
  cx q2, q3;
  cx q0, q1;
}
gate double_excitation_2(p0) q0, q1, q2, q3, q4, q5 {
  cz q4, q0;
  cz q5, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
  cz q5, q0;
}
gate double_excitation_3(p0) q0, q1, q2, q3, q4, q5, q6 {
  cz q4, q0;
  cz q5, q0;
  cz q6, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
  cz q5, q0;
  cz q6, q0;
}
gate double_excitation_4(p0) q0, q1, q2, q3, q4, q5, q6, q7 {
  cz q4, q0;
  cz q5, q0;
  cz q6, q0;
  cz q7, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
  cz q5, q0;
  cz q6, q0;
  cz q7, q0;
}
gate double_excitation_1(p0) q0, q1, q2, q3, q4 {
  cz q4, q0;
  double_excitation(p0) q0, q1, q2, q3;
  cz q4, q0;
}
gate double_excitation_difference(p0, p1) q0, q1, q2, q3 {
  double_excitation(p0 - p1) q0, q1, q2, q3;
}
gate single_excitation(p0) q0, q1 {
  cx q1, q0;
  cry(2*p0) q0, q1;
  cx q1, q0;
}
gate single_excitation_1(p0) q0, q1, q2 {
  cz q2, q0;
  single_excitation(p0) q0, q1;
  cz q2, q0;
}
gate single_excitation_2(p0) q0, q1, q2, q3 {
  cz q2, q0;
  cz q3, q0;
  single_excitation(p0) q0, q1;
  cz q2, q0;
  cz q3, q0;
}
qubit[8] q;
x q[0];
x q[1];
x q[4];
x q[5];
double_excitation_2(_θ_0_) q[0], q[4], q[2], q[6], q[1], q[5];
double_excitation_3(_θ_1_) q[0], q[4], q[2], q[7], q[1], q[5], q[6];
double_excitation_3(_θ_1_) q[0], q[4], q[3], q[6], q[1], q[2], q[5];
double_excitation_4(_θ_2_) q[0], q[4], q[3], q[7], q[1], q[2], q[5], q[6];
double_excitation_1(_θ_3_) q[0], q[5], q[2], q[6], q[1];
double_excitation_1(_θ_3_) q[1], q[4], q[2], q[6], q[5];
double_excitation_2(_θ_4_) q[0], q[5], q[2], q[7], q[1], q[6];
double_excitation_2(_θ_4_) q[1], q[4], q[3], q[6], q[2], q[5];
double_excitation_2(_θ_5_) q[0], q[5], q[3], q[6], q[1], q[2];
double_excitation_2(_θ_5_) q[1], q[4], q[2], q[7], q[5], q[6];
double_excitation_difference(_θ_4_, _θ_5_) q[0], q[1], q[2], q[3];
double_excitation_difference(_θ_4_, _θ_5_) q[4], q[5], q[6], q[7];
double_excitation_3(_θ_6_) q[0], q[5], q[3], q[7], q[1], q[2], q[6];
double_excitation_3(_θ_6_) q[1], q[4], q[3], q[7], q[2], q[5], q[6];
double_excitation(_θ_7_) q[1], q[5], q[2], q[6];
double_excitation_1(_θ_8_) q[1], q[5], q[2], q[7], q[6];
double_excitation_1(_θ_8_) q[1], q[5], q[3], q[6], q[2];
double_excitation_2(_θ_9_) q[1], q[5], q[3], q[7], q[2], q[6];
single_excitation_1(_θ_10_) q[0], q[2], q[1];
single_excitation_1(_θ_10_) q[4], q[6], q[5];
single_excitation_2(_θ_11_) q[0], q[3], q[1], q[2];
single_excitation_2(_θ_11_) q[4], q[7], q[5], q[6];
single_excitation(_θ_12_) q[1], q[2];
single_excitation(_θ_12_) q[5], q[6];
single_excitation_1(_θ_13_) q[1], q[3], q[2];
single_excitation_1(_θ_13_) q[5], q[7], q[6];
